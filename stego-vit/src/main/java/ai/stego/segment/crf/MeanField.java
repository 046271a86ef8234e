package ai.stego.segment.crf;

import ai.stego.tensor.InputException;
import ai.stego.tensor.LatticeOps;
import ai.stego.tensor.Parallel;
import java.util.ArrayList;
import java.util.List;

/**
 * Mean field on the host: Q ← softmax over the classes of (evidence + Σₘ k̂ₘ Q), all pixels at
 * once, from Q = softmax(evidence). Rows of classes, with the padding that the loops ask for.
 */
final class MeanField {
  private static final int GRAIN = 1024;

  /** So many rows stay in the first cache from one step to the next. */
  private static final int ROWS = 64;

  private final LatticeOps ops;
  private final Parallel parallel;
  private final List<PermutohedralLattice> kernels;
  private final float[] evidence;
  private final int rowLength;
  private final List<float[]> messages = new ArrayList<>();

  /** With normalised kernels that hold their weights, and rows of minus the unary energies. */
  MeanField(
      LatticeOps ops,
      Parallel parallel,
      List<PermutohedralLattice> kernels,
      float[] evidence,
      int rowLength) {
    this.ops = ops;
    this.parallel = parallel;
    this.kernels = kernels;
    this.evidence = evidence;
    this.rowLength = rowLength;
    for (PermutohedralLattice kernel : kernels) {
      messages.add(new float[kernel.bufferLength(rowLength)]);
    }
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
    float[] q = evidence.clone();
    int pixels = q.length / rowLength;
    parallel.ranges(pixels, GRAIN, (from, to) -> ops.softmax(q, from, to, rowLength));
    for (int i = 0; i < iterations; i++) {
      for (int k = 0; k < kernels.size(); k++) {
        kernels.get(k).splatAndBlur(ops, q, rowLength, messages.get(k), parallel);
      }
      parallel.ranges(pixels, GRAIN, (from, to) -> update(from, to, q));
    }
    return q;
  }

  /** Gathers the messages of all kernels and renews Q. */
  private void update(int first, int last, float[] q) {
    for (int from = first; from < last; from += ROWS) {
      int to = Math.min(last, from + ROWS);
      int start = from * rowLength;
      System.arraycopy(evidence, start, q, start, (to - from) * rowLength);
      for (int k = 0; k < kernels.size(); k++) {
        kernels.get(k).addSlice(ops, from, to, messages.get(k), rowLength, q);
      }
      ops.softmax(q, from, to, rowLength);
    }
  }
}
