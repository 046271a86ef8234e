package ai.stego.nn;

import ai.stego.tensor.Backend;
import ai.stego.tensor.Interpolation;
import ai.stego.tensor.Scope;
import ai.stego.tensor.ShapeException;
import ai.stego.tensor.Tensor;
import java.util.Arrays;

/**
 * The cross entropy of maps that are resized to the size of their labels, and its gradient, image
 * by image: enlarged, an image's logits stay in a cache, and a batch's would be the largest thing
 * in memory.
 *
 * @param backend computes
 * @param height H
 * @param width W
 */
record ResizedCrossEntropy(Backend backend, int height, int width) {
  /**
   * Computes both.
   *
   * @param maps (B,h,w,K)
   * @param labels B·H·W
   * @param loss (1), overwritten
   * @param gradient (B,h,w,K), overwritten
   */
  void run(Tensor maps, int[] labels, Tensor loss, Tensor gradient) {
    int images = maps.shape().axis(0);
    int classes = maps.shape().axis(3);
    int pixels = Math.multiplyExact(height, width);
    ShapeException.require(
        labels.length == (long) images * pixels,
        "cross entropy: labels",
        (long) images * pixels,
        labels.length);
    backend.matrix().fill(0, gradient);
    int all = counted(labels, classes);
    double total = 0;
    for (int b = 0; b < images; b++) {
      int[] own = Arrays.copyOfRange(labels, b * pixels, (b + 1) * pixels);
      double share = (double) counted(own, classes) / all;
      if (share > 0) {
        total += share * one(maps.range(b, b + 1), own, (float) share, gradient.range(b, b + 1));
      }
    }
    loss.write((float) total);
  }

  private static int counted(int[] labels, int classes) {
    int count = 0;
    for (int label : labels) {
      count += label >= 0 && label < classes ? 1 : 0;
    }
    return count;
  }

  /** One image's loss; its gradient, times the share, is written. */
  private float one(Tensor map, int[] labels, float share, Tensor gradient) {
    try (Scope scratch = backend.scope()) {
      Tensor enlarged = scratch.tensor(1, height, width, map.shape().axis(3));
      Tensor loss = scratch.tensor(1);
      backend.image().resize(map, Interpolation.BILINEAR, enlarged);
      Tensor rows = Rows.of(enlarged);
      backend.loss().crossEntropy(rows, labels, loss, rows);
      backend.image().resizeGradient(enlarged, Interpolation.BILINEAR, gradient);
      Scaling.scale(backend.matrix(), share, gradient, gradient);
      return loss.toArray()[0];
    }
  }
}
