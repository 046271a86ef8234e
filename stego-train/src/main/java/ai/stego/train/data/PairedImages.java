package ai.stego.train.data;

import ai.stego.image.ImageException;
import ai.stego.image.IndexImage;
import ai.stego.image.Rgb;
import ai.stego.image.Size;
import ai.stego.tensor.InputException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Photographs in files of their own, each perhaps with a file of labels. */
final class PairedImages implements Dataset {
  private final String description;
  private final List<Example> examples;
  private final LabelTable table;
  private final PixelFiles files;

  /**
   * Puts the parts together.
   *
   * @param table from the files' indices to classes; null if there are no labels
   */
  PairedImages(String description, List<Example> examples, LabelTable table, PixelFiles files) {
    this.description = description;
    this.examples = List.copyOf(examples);
    this.table = table;
    this.files = files;
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public int size() {
    return examples.size();
  }

  @Override
  public Optional<ClassSet> classes() {
    return Optional.ofNullable(table).map(LabelTable::classes);
  }

  @Override
  public String key(int index) {
    return examples.get(index).key();
  }

  @Override
  public Path file(int index) {
    return examples.get(index).photograph();
  }

  @Override
  public Size photographSize(int index) throws ImageException {
    return files.size(examples.get(index).photograph());
  }

  @Override
  public Optional<Path> labelFile(int index) {
    return Optional.ofNullable(examples.get(index).label());
  }

  @Override
  public Rgb image(int index) throws ImageException {
    return files.image(examples.get(index).photograph());
  }

  @Override
  public LabelMap labels(int index) throws ImageException {
    Example example = examples.get(index);
    if (table == null || example.label() == null) {
      throw new InputException(description + ": " + example.key() + " has no labels");
    }
    IndexImage stored = files.labels(example.label());
    Size size = photographSize(index);
    if (stored.height() != size.height() || stored.width() != size.width()) {
      throw new ImageException(
          example.label().toString(),
          new Size(stored.height(), stored.width())
              + " labels, but the photograph "
              + example.photograph()
              + " has "
              + size
              + " pixels");
    }
    return table.map(stored);
  }
}
