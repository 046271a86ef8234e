package ai.stego.train.data;

import ai.stego.image.ImageReader;
import ai.stego.tensor.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A folder of one's own, in STEGO's layout: photographs in {@code imgs/SPLIT}, and if there are
 * any, labels in {@code labels/SPLIT} as PNG files of the same name and size, whose samples are
 * classes. Sample 255, and all from K on, belong to no class. Or plainly a folder of photographs.
 *
 * <p>Source: the reference's {@code DirectoryDataset} (Hamilton et al. 2022), which pairs files by
 * their order instead, and masks labels outside 0..K-1 in its metrics.
 */
public final class DirectoryDataset {
  private static final String IMAGES = "imgs";
  private static final String LABELS = "labels";
  private static final int NO_CLASS = 255;

  private DirectoryDataset() {}

  /**
   * Finds the photographs and pairs them with their labels; reads none of them, unless the number
   * of classes is unknown: then it is the largest label found, plus one.
   *
   * @param root holds {@code imgs} and perhaps {@code labels}, or the photographs themselves
   * @param split which folder; a plain folder of photographs serves for every split
   * @param options class names or their number, and whether labels are wanted
   * @return the photographs in the order of their names
   * @throws InputException if there are none, or some have no partner: lists them
   * @throws IOException if a folder or a label file cannot be read
   */
  public static Dataset open(Path root, Split split, DatasetOptions options) throws IOException {
    if (!Files.isDirectory(root)) {
      String what = Files.exists(root) ? "is not a folder" : "there is no such folder";
      throw new InputException(root + ": " + what);
    }
    Path images = root.resolve(IMAGES);
    boolean layout = Files.isDirectory(images);
    Path folder = layout ? splitFolder(images, split) : root;
    Path labelFolder = root.resolve(LABELS).resolve(split.folder());
    boolean labelled = options.labelled() && layout && Files.isDirectory(labelFolder);
    Map<String, Path> photographs =
        labelled
            ? ImageFolder.partners(folder, ImageFolder.PHOTOGRAPHS)
            : ImageFolder.photographs(folder);
    if (photographs.isEmpty()) {
      throw new InputException(folder + ": no photographs in this folder");
    }
    Map<String, Path> labels =
        labelled ? ImageFolder.partners(labelFolder, ImageFolder.LABELS) : null;
    List<Example> examples = Pairing.of(photographs, labels);
    LabelTable table = labelled ? table(examples, options) : null;
    return new PairedImages(
        description(folder, examples, table), examples, table, PixelFiles.IMAGES);
  }

  private static Path splitFolder(Path images, Split split) throws IOException {
    Path folder = images.resolve(split.folder());
    if (!Files.isDirectory(folder)) {
      try (Stream<Path> children = Files.list(images)) {
        List<String> found =
            children.filter(Files::isDirectory).map(f -> f.getFileName().toString()).toList();
        throw new InputException(
            images + ": no folder '" + split.folder() + "' in it, only " + found);
      }
    }
    return folder;
  }

  private static LabelTable table(List<Example> examples, DatasetOptions options)
      throws IOException {
    int count = options.classes() > 0 ? options.classes() : largestLabel(examples) + 1;
    return LabelTable.shifted(options.classSet(count), 0);
  }

  private static int largestLabel(List<Example> examples) throws IOException {
    ImageReader reader = new ImageReader();
    int largest = -1;
    for (Example example : examples) {
      for (byte sample : reader.readIndices(example.label()).indices()) {
        int label = sample & 0xFF;
        if (label != NO_CLASS && label > largest) {
          largest = label;
        }
      }
    }
    if (largest < 0) {
      throw new InputException(
          examples.get(0).label().getParent() + ": every pixel of these labels is 255, no class");
    }
    return largest;
  }

  private static String description(Path folder, List<Example> examples, LabelTable table) {
    String images = examples.size() == 1 ? "1 image" : examples.size() + " images";
    String classes = table == null ? "no labels" : table.classes().count() + " classes";
    return images + " of " + folder + ", " + classes;
  }
}
