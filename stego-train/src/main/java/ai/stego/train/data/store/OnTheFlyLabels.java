package ai.stego.train.data.store;

import ai.stego.image.Preprocess;
import ai.stego.tensor.InputException;
import ai.stego.tensor.Parallel;
import ai.stego.tensor.ShapeException;
import ai.stego.train.data.Dataset;
import ai.stego.train.data.LabelSource;

/** Labels that are read from their files each time they are asked for. */
public final class OnTheFlyLabels implements LabelSource {
  private final Dataset dataset;
  private final PreparedLabels labels;
  private final Parallel parallel;
  private final int classes;

  /**
   * Prepares; reads nothing yet.
   *
   * @param dataset the images
   * @param preprocess how images become squares; labels always take the nearest pixel
   * @param parallel the threads to read them on
   * @throws InputException if the dataset has no labels, or the crop is not the middle square
   */
  public OnTheFlyLabels(Dataset dataset, Preprocess preprocess, Parallel parallel) {
    this.dataset = dataset;
    this.labels = new PreparedLabels(dataset, preprocess);
    this.parallel = parallel;
    this.classes = PreparedLabels.classes(dataset).count();
  }

  @Override
  public int side() {
    return labels.side();
  }

  @Override
  public int classes() {
    return classes;
  }

  @Override
  public void read(int[] images, int[] out) {
    FeatureShape.requireImages(images, dataset.size());
    int pixels = side() * side();
    ShapeException.require(
        out.length == (long) images.length * pixels,
        "read labels: out",
        images.length + " x " + side() + " x " + side() + " labels",
        out.length + " labels");
    try {
      parallel.ranges(
          images.length,
          1,
          (from, to) -> {
            for (int b = from; b < to; b++) {
              System.arraycopy(labels.of(images[b]), 0, out, b * pixels, pixels);
            }
          });
    } catch (Unreadable e) {
      throw new InputException(e.image().getMessage(), e.image());
    }
  }
}
