package ai.stego.train.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.image.ImageException;
import ai.stego.image.Rgb;
import ai.stego.tensor.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.MatFile;
import us.hebi.matlab.mat.types.MatlabType;
import us.hebi.matlab.mat.types.Matrix;

/** Potsdam in three classes. */
class Potsdam3Test {
  private static final int HEIGHT = 5;
  private static final int WIDTH = 7;

  @TempDir private Path root;

  @BeforeEach
  void makeTree() throws IOException {
    Files.createDirectories(root.resolve("imgs"));
    Files.createDirectories(root.resolve("gt"));
    Files.writeString(root.resolve("labelled_train.txt"), "1\n0\n");
    Files.writeString(root.resolve("labelled_test.txt"), "2\n");
    Files.writeString(root.resolve("unlabelled_train.txt"), "3\n");
    for (int tile = 0; tile < 4; tile++) {
      writeImage(tile, HEIGHT, WIDTH, 4);
      if (tile < 3) {
        writeLabels(tile, HEIGHT, WIDTH, MatlabType.UInt8);
      }
    }
  }

  @Test
  void theFirstThreeChannelsAreThePicture() throws IOException {
    Dataset dataset = open(Split.TRAIN);
    assertEquals(List.of("1", "0"), List.of(dataset.key(0), dataset.key(1)));
    Rgb image = dataset.image(0);
    assertEquals(HEIGHT, image.height());
    assertEquals(WIDTH, image.width());
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        for (int c = 0; c < 3; c++) {
          assertEquals(level(1, y, x, c), image.at(y, x, c));
        }
      }
    }
  }

  @Test
  void sixClassesBecomeThree() throws IOException {
    LabelMap labels = open(Split.VAL).labels(0);
    int[] expected = {0, 1, 2, 2, 0, 1, LabelMap.IGNORED};
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        assertEquals(expected[(2 + 3 * y + x) % 7], labels.labels()[y * WIDTH + x]);
      }
    }
    assertEquals(3, Potsdam3.classes().count());
  }

  @Test
  void tilesThatNobodyLabelledHaveNoClasses() throws IOException {
    Dataset dataset = Potsdam3.openUnlabelled(root);
    assertEquals("3", dataset.key(0));
    assertEquals(Optional.empty(), dataset.classes());
    assertEquals(HEIGHT, dataset.image(0).height());
    assertThrows(InputException.class, () -> dataset.labels(0));
  }

  @Test
  void missingTilesAreListed() throws IOException {
    Files.delete(root.resolve("gt/0.mat"));
    InputException refused = assertThrows(InputException.class, () -> open(Split.TRAIN));
    assertTrue(refused.getMessage().endsWith("(" + root.resolve("gt/0.mat") + ")"));
  }

  @Test
  void whatIsNoSuchMatrixIsRefused() throws IOException {
    Dataset dataset = open(Split.TRAIN);
    writeImage(1, HEIGHT, WIDTH, 2);
    assertRefused(() -> dataset.image(0), "imgs/1.mat", "3 channels or more");
    writeLabels(1, HEIGHT, WIDTH, MatlabType.Double);
    assertRefused(() -> dataset.labels(0), "gt/1.mat", "holds no uint8 matrix 'gt'");
    writeImage(1, HEIGHT, WIDTH, 4);
    writeLabels(1, WIDTH, HEIGHT, MatlabType.UInt8);
    assertRefused(() -> dataset.labels(0), "gt/1.mat", "5 x 7 labels, but the photograph ");
    Files.copy(
        root.resolve("imgs/0.mat"), root.resolve("gt/1.mat"), StandardCopyOption.REPLACE_EXISTING);
    assertRefused(() -> dataset.labels(0), "gt/1.mat", "holds no uint8 matrix 'gt'");
  }

  @Test
  void damagedFilesAreRefused() throws IOException {
    Dataset dataset = open(Split.TRAIN);
    Path file = root.resolve("imgs/1.mat");
    byte[] sound = Files.readAllBytes(file);
    int refusals = 0;
    for (int cut = 0; cut < sound.length; cut += 5) {
      Files.write(file, Arrays.copyOf(sound, cut));
      assertRefused(() -> dataset.image(0), "imgs/1.mat", "");
    }
    for (int at = 0; at < sound.length; at++) {
      for (int bits : new int[] {1, 0x80, 0xFF}) {
        byte[] damaged = sound.clone();
        damaged[at] ^= (byte) bits;
        Files.write(file, damaged);
        refusals += isRefused(dataset) ? 1 : 0;
      }
    }
    assertTrue(refusals > sound.length, "only " + refusals + " were noticed");
  }

  /** Damage is refused in one line, or lies where it changes nothing but pixels. */
  private static boolean isRefused(Dataset dataset) {
    try {
      dataset.image(0);
      return false;
    } catch (ImageException e) {
      assertTrue(e.getMessage().contains("1.mat: "), e.getMessage());
      assertEquals(1, e.getMessage().lines().count(), e.getMessage());
      return true;
    }
  }

  private interface Reading {
    Object read() throws ImageException;
  }

  private static void assertRefused(Reading reading, String file, String why) {
    ImageException refused = assertThrows(ImageException.class, reading::read);
    assertTrue(refused.getMessage().contains(file + ": "), refused.getMessage());
    assertTrue(refused.getMessage().contains(why), refused.getMessage());
  }

  private Dataset open(Split split) throws IOException {
    return Datasets.open("potsdam3", root, split, DatasetOptions.NONE);
  }

  private static int level(int tile, int y, int x, int c) {
    return (tile * 100 + y * 40 + x * 11 + c * 97) % 256;
  }

  private void writeImage(int tile, int height, int width, int channels) throws IOException {
    Matrix matrix = Mat5.newMatrix(new int[] {height, width, channels}, MatlabType.UInt8);
    IntStream.range(0, height * width * channels)
        .forEach(
            i -> {
              int y = i % height;
              int x = i / height % width;
              int c = i / height / width;
              matrix.setInt(new int[] {y, x, c}, level(tile, y, x, c));
            });
    write(root.resolve("imgs/" + tile + ".mat"), "img", matrix);
  }

  private void writeLabels(int tile, int height, int width, MatlabType type) throws IOException {
    Matrix matrix = Mat5.newMatrix(height, width, type);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int label = (tile + 3 * y + x) % 7;
        matrix.setInt(y, x, label == 6 ? 255 : label);
      }
    }
    write(root.resolve("gt/" + tile + ".mat"), "gt", matrix);
  }

  private static void write(Path file, String name, Matrix matrix) throws IOException {
    try (MatFile contents = Mat5.newMatFile().addArray(name, matrix)) {
      Mat5.writeToFile(contents, file.toFile());
    }
  }
}
