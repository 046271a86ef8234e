package ai.stego.train.data;

import ai.stego.image.ImageException;
import ai.stego.image.Rgb;
import ai.stego.tensor.InputException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The images of a dataset without their labels.
 *
 * @param labelled the dataset
 */
public record Unlabelled(Dataset labelled) implements Dataset {
  @Override
  public String description() {
    return labelled.description() + " that are not looked at";
  }

  @Override
  public int size() {
    return labelled.size();
  }

  @Override
  public Optional<ClassSet> classes() {
    return Optional.empty();
  }

  @Override
  public String key(int index) {
    return labelled.key(index);
  }

  @Override
  public Path file(int index) {
    return labelled.file(index);
  }

  @Override
  public Rgb image(int index) throws ImageException {
    return labelled.image(index);
  }

  @Override
  public LabelMap labels(int index) {
    throw new InputException(description() + ": the labels are left aside");
  }
}
