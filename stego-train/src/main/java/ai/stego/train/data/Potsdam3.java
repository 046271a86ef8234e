package ai.stego.train.data;

import ai.stego.image.ImageException;
import ai.stego.image.IndexImage;
import ai.stego.image.Rgb;
import ai.stego.image.Size;
import ai.stego.segment.Palette;
import ai.stego.tensor.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Potsdam-3: tiles of aerial photographs of Potsdam with three classes, each of two of the six of
 * the ISPRS benchmark: roads (0) and cars (4), buildings (1) and clutter (5), vegetation (2) and
 * trees (3); 255 is ignored.
 *
 * <p>Layout: {@code imgs/NAME.mat} with the uint8 matrix {@code img} (H,W,4: red, green, blue,
 * infrared, of which the last is not used), {@code gt/NAME.mat} with the uint8 matrix {@code gt}
 * (H,W), and the lists {@code labelled_train.txt}, {@code labelled_test.txt}, {@code
 * unlabelled_train.txt}.
 *
 * <p>Sources: Ji et al. 2019 (tiles, lists and the three classes), the STEGO reference.
 */
public final class Potsdam3 {
  private static final int[] COARSE = {0, 1, 2, 2, 0, 1};

  private static final PixelFiles MAT_FILES =
      new PixelFiles() {
        @Override
        public Rgb image(Path file) throws ImageException {
          return MatImages.rgb(file, "img");
        }

        @Override
        public Size size(Path file) throws ImageException {
          Rgb image = image(file);
          return new Size(image.height(), image.width());
        }

        @Override
        public IndexImage labels(Path file) throws ImageException {
          return MatImages.indices(file, "gt");
        }
      };

  private Potsdam3() {}

  /**
   * Finds the tiles of a split; reads none of them.
   *
   * @param root holds the lists, {@code imgs} and {@code gt}
   * @param split training is {@code labelled_train.txt}, validation and test are {@code
   *     labelled_test.txt}, as in the reference
   * @return the tiles in the order of the list
   * @throws InputException if a listed file is missing
   * @throws IOException if the list cannot be read
   */
  public static Dataset open(Path root, Split split) throws IOException {
    return open(root, split, true);
  }

  /** Without labels, if they are not wanted. */
  static Dataset open(Path root, Split split, boolean wanted) throws IOException {
    String name = split == Split.TRAIN ? "labelled_train.txt" : "labelled_test.txt";
    LabelTable table = wanted ? LabelTable.grouped(classes(), COARSE) : null;
    return dataset(root, root.resolve(name), table);
  }

  /**
   * Finds the tiles that nobody labelled.
   *
   * @param root holds {@code unlabelled_train.txt} and {@code imgs}
   * @return the tiles in the order of the list
   * @throws InputException if a listed file is missing
   * @throws IOException if the list cannot be read
   */
  public static Dataset openUnlabelled(Path root) throws IOException {
    return dataset(root, root.resolve("unlabelled_train.txt"), null);
  }

  private static Dataset dataset(Path root, Path list, LabelTable table) throws IOException {
    boolean labelled = table != null;
    List<Example> examples = new ArrayList<>();
    List<Path> missing = new ArrayList<>();
    for (String name : ListFile.read(list)) {
      Path image = root.resolve("imgs").resolve(name + ".mat");
      Path label = labelled ? root.resolve("gt").resolve(name + ".mat") : null;
      examples.add(new Example(name, image, label));
      for (Path file : labelled ? List.of(image, label) : List.of(image)) {
        if (!Files.isRegularFile(file)) {
          missing.add(file);
        }
      }
    }
    ListFile.requireNoneMissing(list, missing);
    return new PairedImages(examples.size() + " tiles of " + list, examples, table, MAT_FILES);
  }

  /**
   * The three classes.
   *
   * @return their names and colours
   */
  public static ClassSet classes() {
    return new ClassSet(
        List.of("roads and cars", "buildings and clutter", "vegetation and trees"),
        Palette.of(0xFFFFFF, 0x0000FF, 0x00FF00));
  }
}
