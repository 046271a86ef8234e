package ai.stego.train.data;

import ai.stego.image.ImageException;
import ai.stego.image.Rgb;
import ai.stego.image.Size;
import ai.stego.tensor.InputException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Some of the images of a dataset. */
public final class Subset implements Dataset {
  private final Dataset whole;
  private final int[] indices;

  /**
   * Chooses images.
   *
   * @param whole the images
   * @param indices which of them, each once, in the order wanted
   * @throws InputException if there are none, or one does not exist or is there twice
   */
  public Subset(Dataset whole, int... indices) {
    this.whole = whole;
    this.indices = indices.clone();
    Set<Integer> seen = new HashSet<>();
    for (int index : indices) {
      if (index < 0 || index >= whole.size() || !seen.add(index)) {
        throw new InputException(
            "subset: " + index + " is no image of its own among " + whole.size());
      }
    }
    if (indices.length == 0) {
      throw new InputException("subset: no images of " + whole.description());
    }
  }

  /**
   * The first images.
   *
   * @param whole the images
   * @param limit how many; if there are fewer, all
   * @return the subset
   * @throws InputException if the limit is below 1
   */
  public static Subset first(Dataset whole, int limit) {
    return new Subset(whole, IntStream.range(0, Math.min(limit, whole.size())).toArray());
  }

  @Override
  public String description() {
    return indices.length + " of " + whole.description();
  }

  @Override
  public int size() {
    return indices.length;
  }

  @Override
  public Optional<ClassSet> classes() {
    return whole.classes();
  }

  @Override
  public String key(int index) {
    return whole.key(indices[index]);
  }

  @Override
  public Path file(int index) {
    return whole.file(indices[index]);
  }

  @Override
  public Size photographSize(int index) throws ImageException {
    return whole.photographSize(indices[index]);
  }

  @Override
  public Optional<Path> labelFile(int index) {
    return whole.labelFile(indices[index]);
  }

  @Override
  public Rgb image(int index) throws ImageException {
    return whole.image(indices[index]);
  }

  @Override
  public LabelMap labels(int index) throws ImageException {
    return whole.labels(indices[index]);
  }
}
