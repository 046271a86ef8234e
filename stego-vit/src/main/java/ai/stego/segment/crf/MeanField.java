package ai.stego.segment.crf;

import ai.stego.tensor.InputException;
import ai.stego.tensor.LatticeOps;
import ai.stego.tensor.Parallel;
import java.util.List;

/**
 * Mean field on the host: Q ← softmax over the classes of (evidence + Σₘ k̂ₘ Q), all pixels at
 * once, from Q = softmax(evidence). Rows of classes, with the padding that the loops ask for.
 */
final class MeanField {
  /** So many rows stay in the first cache from one step to the next. */
  private static final int ROWS = 64;

  private final LatticeOps ops;
  private final Parallel parallel;
  private final List<Messages> kernels;
  private final float[] evidence;
  private final int rowLength;
  private final int band;

  /**
   * With the messages of normalised kernels that hold their weights, rows of minus the unary
   * energies, and the pixels of a task, which are those of a band where a kernel is banded.
   */
  MeanField(
      LatticeOps ops,
      Parallel parallel,
      List<Messages> kernels,
      float[] evidence,
      int rowLength,
      int band) {
    this.ops = ops;
    this.parallel = parallel;
    this.kernels = kernels;
    this.evidence = evidence;
    this.rowLength = rowLength;
    this.band = band;
  }

  /** The length of an array of so many rows. */
  static int length(int rows, int rowLength) {
    long length = (long) rows * rowLength;
    if (length > Integer.MAX_VALUE - 8) {
      throw new InputException(
          "dense CRF: %d pixels with %d values each do not fit into an array; use a smaller image"
              .formatted(rows, rowLength));
    }
    return (int) length;
  }

  /** Q after so many iterations. */
  float[] run(int iterations) {
    int pixels = evidence.length / rowLength;
    float[] q = new float[evidence.length];
    parallel.ranges(pixels, band, (from, to) -> update(List.of(), from, to, q, q));
    float[] last = q;
    float[] next = iterations > 0 ? new float[q.length] : q;
    for (int i = 0; i < iterations; i++) {
      float[] old = last;
      float[] out = next;
      kernels.forEach(kernel -> kernel.prepare(old, parallel));
      parallel.ranges(pixels, band, (from, to) -> update(kernels, from, to, old, out));
      last = out;
      next = old;
    }
    return last;
  }

  /** Gathers the messages of some kernels for a band and renews its Q. */
  private void update(List<Messages> senders, int first, int last, float[] q, float[] out) {
    float[][] values = new float[senders.size()][];
    for (int k = 0; k < values.length; k++) {
      values[k] = senders.get(k).values(first, last, q);
    }
    for (int from = first; from < last; from += ROWS) {
      int to = Math.min(last, from + ROWS);
      int start = from * rowLength;
      System.arraycopy(evidence, start, out, start, (to - from) * rowLength);
      for (int k = 0; k < values.length; k++) {
        ops.multiplyAdd(senders.get(k).slice(), from, to, values[k], out, rowLength);
      }
      ops.softmax(out, from, to, rowLength);
    }
    for (int k = 0; k < values.length; k++) {
      senders.get(k).release(values[k]);
    }
  }
}
