package ai.stego.segment;

import ai.stego.image.Geometry;
import ai.stego.image.Size;
import ai.stego.segment.crf.ClassRows;
import ai.stego.tensor.Interpolation;
import ai.stego.tensor.Parallel;
import ai.stego.tensor.cpu.Taps;

/**
 * The probability of each class at each pixel of the prepared photograph.
 *
 * @param size its height and width
 * @param classes K
 * @param values (H,W,K)
 */
record ProbabilityMap(Size size, int classes, float[] values) {

  /** The most probable class of each pixel; of equal ones the first. */
  int[] labels(Parallel parallel) {
    int[] labels = new int[Math.toIntExact(size.pixels())];
    parallel.ranges(
        size.height(),
        8,
        (from, to) -> {
          for (int i = from * size.width(); i < to * size.width(); i++) {
            labels[i] = ClassRows.argMax(values, i * classes, classes);
          }
        });
    return labels;
  }

  /**
   * Brings the map to the size of the original photograph: bilinear between the centres of the
   * prepared pixels. Row by row, so that a large photograph needs memory for its labels only.
   *
   * @param geometry how the prepared pixels lie in the original; nothing cropped
   * @param parallel the threads
   * @param keep whether to keep the enlarged probabilities
   */
  Enlarged enlarge(Geometry geometry, Parallel parallel, boolean keep) {
    Size original = geometry.original();
    int width = original.width();
    double scaleH = (double) original.height() / geometry.resized().height();
    double scaleW = (double) width / geometry.resized().width();
    Taps rows = Taps.of(Interpolation.BILINEAR, size.height(), original.height(), scaleH);
    Taps columns = Taps.of(Interpolation.BILINEAR, size.width(), width, scaleW);
    int[] labels = new int[Math.toIntExact(original.pixels())];
    float[] kept =
        keep ? new float[Math.toIntExact(Math.multiplyExact(original.pixels(), classes))] : null;
    parallel.ranges(
        original.height(),
        8,
        (from, to) -> {
          float[] between = new float[size.width() * classes];
          float[] pixel = new float[classes];
          for (int y = from; y < to; y++) {
            mixRows(rows, y, between);
            for (int x = 0; x < width; x++) {
              mixColumns(columns, x, between, pixel);
              labels[y * width + x] = ClassRows.argMax(pixel, 0, classes);
              if (keep) {
                System.arraycopy(pixel, 0, kept, (y * width + x) * classes, classes);
              }
            }
          }
        });
    return new Enlarged(labels, kept);
  }

  /** Labels (H,W) and, if they were to be kept, probabilities (H,W,K) of the original. */
  record Enlarged(int[] labels, float[] probabilities) {}

  private void mixRows(Taps rows, int y, float[] out) {
    int upper = rows.index()[2 * y] * out.length;
    int lower = rows.index()[2 * y + 1] * out.length;
    float upperWeight = rows.weight()[2 * y];
    float lowerWeight = rows.weight()[2 * y + 1];
    for (int i = 0; i < out.length; i++) {
      out[i] = upperWeight * values[upper + i] + lowerWeight * values[lower + i];
    }
  }

  private void mixColumns(Taps columns, int x, float[] row, float[] out) {
    int left = columns.index()[2 * x] * classes;
    int right = columns.index()[2 * x + 1] * classes;
    float leftWeight = columns.weight()[2 * x];
    float rightWeight = columns.weight()[2 * x + 1];
    for (int k = 0; k < classes; k++) {
      out[k] = leftWeight * row[left + k] + rightWeight * row[right + k];
    }
  }
}
