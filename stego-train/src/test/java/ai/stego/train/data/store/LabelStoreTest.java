package ai.stego.train.data.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.image.ImageException;
import ai.stego.image.Preprocess;
import ai.stego.image.Rgb;
import ai.stego.image.Size;
import ai.stego.segment.Palette;
import ai.stego.tensor.Backend;
import ai.stego.tensor.InputException;
import ai.stego.tensor.ShapeException;
import ai.stego.tensor.testing.TestBackends;
import ai.stego.train.Progress;
import ai.stego.train.data.ClassSet;
import ai.stego.train.data.Dataset;
import ai.stego.train.data.DatasetOptions;
import ai.stego.train.data.DirectoryDataset;
import ai.stego.train.data.FiveCrop;
import ai.stego.train.data.LabelMap;
import ai.stego.train.data.LabelSource;
import ai.stego.train.data.Split;
import ai.stego.train.data.Subset;
import ai.stego.train.data.TestPictures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Labels on disk are the labels of the files. */
class LabelStoreTest {
  private static final int IMAGES = 20;
  private static final int SIDE = 24;
  private static final Preprocess SQUARES = Preprocess.reference(SIDE);

  @TempDir private Path folder;

  @BeforeEach
  void makeDataset() throws IOException {
    for (int i = 0; i < IMAGES; i++) {
      int seed = i;
      Path photograph = folder.resolve("data/imgs/val/p" + i + ".png");
      TestPictures.photograph(photograph, 30 + i, 50);
      TestPictures.labels(label(i), 30 + i, 50, (y, x) -> (y / 7 + x / 5 + seed) % 12);
    }
  }

  @Test
  void theStoreHoldsWhatTheFilesSay() throws IOException {
    Dataset dataset = new FiveCrop(dataset(11));
    try (Backend backend = TestBackends.open("scalar");
        LabelStore store = open(dataset, backend)) {
      LabelSource direct = new OnTheFlyLabels(dataset, SQUARES, backend.parallel());
      assertEquals(SIDE, store.side());
      assertEquals(11, store.classes());
      assertEquals(11, direct.classes());
      int[] images = IntStream.concat(IntStream.range(0, 100), IntStream.of(3, 3)).toArray();
      int[] stored = read(store, images);
      assertArrayEquals(stored, read(direct, images));
      for (int b = 0; b < images.length; b++) {
        LabelMap whole = dataset.labels(images[b]);
        Size size = new Size(whole.height(), whole.width());
        int[] expected = whole.prepared(SQUARES.geometry(size, 8)).labels();
        int at = b * SIDE * SIDE;
        assertArrayEquals(expected, Arrays.copyOfRange(stored, at, at + SIDE * SIDE), "image " + b);
      }
      assertTrue(IntStream.of(stored).anyMatch(label -> label == LabelMap.IGNORED));
      assertTrue(IntStream.of(stored).allMatch(label -> label >= -1 && label < 11));
    }
  }

  @Test
  void correctedLabelsOrOtherClassesMakeAnotherStore() throws IOException {
    try (Backend backend = TestBackends.open("scalar")) {
      Path first = folderOf(dataset(11), backend);
      assertEquals(first, folderOf(dataset(11), backend));
      assertNotEquals(first, folderOf(dataset(12), backend));
      TestPictures.labels(label(3), 33, 50, (y, x) -> 1);
      assertNotEquals(first, folderOf(dataset(11), backend));
    }
  }

  @Test
  void aPhotographOfAnotherSizeIsNoticedThoughTheLabelsAreAsBefore() throws IOException {
    try (Backend backend = TestBackends.open("scalar")) {
      Path first = folderOf(new FiveCrop(dataset(11)), backend);
      Path photograph = folder.resolve("data/imgs/val/p3.png");
      // Its crops are as large as before: 51 / 2 = 50 / 2.
      TestPictures.photograph(photograph, 33, 51);
      ImageException refused =
          assertThrows(ImageException.class, () -> open(new FiveCrop(dataset(11)), backend));
      assertTrue(
          refused.getMessage().startsWith(label(3) + ": 50 x 33 labels, but the photograph"));
      TestPictures.photograph(photograph, 33, 50);
      assertEquals(first, folderOf(new FiveCrop(dataset(11)), backend));
      Files.writeString(photograph, "no picture");
      ImageException unread =
          assertThrows(ImageException.class, () -> open(new Subset(dataset(11), 13), backend));
      assertTrue(unread.getMessage().startsWith(photograph + ": "), unread.getMessage());
    }
  }

  @Test
  void labelsThatCannotBeReadAreNamed() throws IOException {
    Files.writeString(label(4), "no picture");
    try (Backend backend = TestBackends.open("scalar")) {
      ImageException refused = assertThrows(ImageException.class, () -> open(dataset(11), backend));
      assertTrue(refused.getMessage().startsWith(label(4) + ": "), refused.getMessage());
      Dataset dataset = dataset(11);
      LabelSource direct = new OnTheFlyLabels(dataset, SQUARES, backend.parallel());
      int[] all = IntStream.range(0, IMAGES).toArray();
      InputException named = assertThrows(InputException.class, () -> read(direct, all));
      assertTrue(named.getMessage().startsWith(label(4) + ": "), named.getMessage());
    }
  }

  @Test
  void whatDoesNotFitIsRefused() throws IOException {
    try (Backend backend = TestBackends.open("scalar");
        LabelStore store = open(dataset(11), backend)) {
      assertThrows(InputException.class, () -> read(store, IMAGES));
      assertThrows(ShapeException.class, () -> store.read(new int[] {0}, new int[SIDE]));
      Dataset plain =
          DirectoryDataset.open(folder.resolve("data/imgs/val"), Split.VAL, DatasetOptions.NONE);
      assertThrows(InputException.class, () -> open(plain, backend));
      Preprocess whole = Preprocess.wholeImage(SIDE);
      Dataset dataset = dataset(11);
      assertThrows(
          InputException.class, () -> new OnTheFlyLabels(dataset, whole, backend.parallel()));
    }
  }

  @Test
  void moreClassesThanAByteTellsApartAreRefused() throws IOException {
    Dataset named = manyClasses(dataset(11), 256);
    try (Backend backend = TestBackends.open("scalar")) {
      String line = assertThrows(InputException.class, () -> open(named, backend)).getMessage();
      assertTrue(line.endsWith("256 classes cannot be stored in a byte; at most 255 can"), line);
      open(manyClasses(dataset(11), 255), backend).close();
    }
  }

  private static Dataset manyClasses(Dataset dataset, int count) {
    List<String> names = IntStream.range(0, count).mapToObj(k -> "class " + k).toList();
    return new OtherClasses(dataset, new ClassSet(names, Palette.distinct(count)));
  }

  /** A dataset whose classes are others. */
  private record OtherClasses(Dataset whole, ClassSet set) implements Dataset {
    @Override
    public String description() {
      return whole.description();
    }

    @Override
    public int size() {
      return whole.size();
    }

    @Override
    public Optional<ClassSet> classes() {
      return Optional.of(set);
    }

    @Override
    public String key(int index) {
      return whole.key(index);
    }

    @Override
    public Path file(int index) {
      return whole.file(index);
    }

    @Override
    public Optional<Path> labelFile(int index) {
      return whole.labelFile(index);
    }

    @Override
    public Rgb image(int index) throws ImageException {
      return whole.image(index);
    }

    @Override
    public LabelMap labels(int index) throws ImageException {
      return whole.labels(index);
    }
  }

  private Path label(int index) {
    return folder.resolve("data/labels/val/p" + index + ".png");
  }

  private Dataset dataset(int classes) throws IOException {
    return DirectoryDataset.open(
        folder.resolve("data"), Split.VAL, DatasetOptions.ofClasses(classes));
  }

  private LabelStore open(Dataset dataset, Backend backend) throws IOException {
    return LabelStore.open(
        folder.resolve("stores"), dataset, SQUARES, backend.parallel(), Progress.NONE);
  }

  private Path folderOf(Dataset dataset, Backend backend) throws IOException {
    try (LabelStore store = open(dataset, backend)) {
      return store.folder();
    }
  }

  private static int[] read(LabelSource source, int... images) {
    int[] out = new int[images.length * SIDE * SIDE];
    source.read(images, out);
    return out;
  }
}
