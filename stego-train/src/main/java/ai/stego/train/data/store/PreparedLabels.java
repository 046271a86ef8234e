package ai.stego.train.data.store;

import ai.stego.image.ImageException;
import ai.stego.image.Preprocess;
import ai.stego.image.Size;
import ai.stego.tensor.InputException;
import ai.stego.train.data.ClassSet;
import ai.stego.train.data.Dataset;
import ai.stego.train.data.LabelMap;

/** The labels of one image after another, as squares. */
final class PreparedLabels {
  private final Dataset dataset;
  private final Preprocess preprocess;

  PreparedLabels(Dataset dataset, Preprocess preprocess) {
    if (preprocess.crop() != Preprocess.Crop.CENTER) {
      throw new InputException("labels: the crop must be the middle square, got " + preprocess);
    }
    this.dataset = dataset;
    this.preprocess = preprocess;
  }

  static ClassSet classes(Dataset dataset) {
    return dataset
        .classes()
        .orElseThrow(() -> new InputException(dataset.description() + ": has no labels"));
  }

  int side() {
    return preprocess.size();
  }

  /** R·R classes; what cannot be read leaves as {@link Unreadable}. */
  int[] of(int image) {
    try {
      LabelMap labels = dataset.labels(image);
      Size size = new Size(labels.height(), labels.width());
      return labels.prepared(preprocess.geometry(size, 1)).labels();
    } catch (ImageException e) {
      throw new Unreadable(e);
    }
  }
}
