package ai.stego.train.data;

import ai.stego.tensor.InputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Opens datasets by the name of their kind. */
public final class Datasets {
  /** STEGO's directory layout or a plain folder: {@link DirectoryDataset}. */
  public static final String DIRECTORY = "directory";

  /** COCO-Stuff with 27 classes: {@link CocoStuff27}. */
  public static final String COCOSTUFF27 = "cocostuff27";

  /** Cityscapes with 27 classes: {@link Cityscapes27}. */
  public static final String CITYSCAPES27 = "cityscapes27";

  /** Potsdam with 3 classes: {@link Potsdam3}. */
  public static final String POTSDAM3 = "potsdam3";

  private static final List<String> KINDS = List.of(DIRECTORY, COCOSTUFF27, CITYSCAPES27, POTSDAM3);

  private Datasets() {}

  /**
   * The kinds there are.
   *
   * @return their names
   */
  public static List<String> kinds() {
    return KINDS;
  }

  /**
   * Opens a dataset; reads no images.
   *
   * @param kind one of {@link #kinds}
   * @param root its folder
   * @param split which part
   * @param options class names or their number, and whether labels are wanted; a kind that has
   *     classes of its own takes only as many
   * @return the dataset
   * @throws InputException if there is no such kind, the folder does not hold one, or the number of
   *     classes is not the dataset's own
   * @throws IOException if a folder or list cannot be read
   */
  public static Dataset open(String kind, Path root, Split split, DatasetOptions options)
      throws IOException {
    return switch (kind.toLowerCase(Locale.ROOT)) {
      case DIRECTORY -> DirectoryDataset.open(root, split, options);
      case COCOSTUFF27 ->
          withOwnClasses(CocoStuff27.open(root, split, options.labelled()), kind, options);
      case CITYSCAPES27 ->
          withOwnClasses(Cityscapes27.open(root, split, options.labelled()), kind, options);
      case POTSDAM3 ->
          withOwnClasses(Potsdam3.open(root, split, options.labelled()), kind, options);
      default ->
          throw new InputException("dataset: expected one of " + KINDS + ", got '" + kind + "'");
    };
  }

  /** Labels of 27 classes cannot be told apart as 11: a wrong number is a mistake. */
  private static Dataset withOwnClasses(Dataset dataset, String kind, DatasetOptions options) {
    int own = dataset.classes().map(ClassSet::count).orElse(options.classes());
    if (options.classes() != 0 && options.classes() != own) {
      throw new InputException(
          kind + ": has " + own + " classes of its own, not " + options.classes());
    }
    return dataset;
  }
}
