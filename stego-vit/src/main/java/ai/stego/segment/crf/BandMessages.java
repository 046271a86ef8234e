package ai.stego.segment.crf;

import ai.stego.tensor.LatticeOps;
import ai.stego.tensor.Parallel;
import ai.stego.tensor.RowChains;
import ai.stego.tensor.SparseRows;
import java.util.ArrayDeque;
import java.util.Deque;

/** Messages band by band, from vertices that only exist while their band is at work. */
final class BandMessages implements Messages {
  private final BandedLattice lattice;
  private final LatticeOps ops;
  private final int rowLength;
  private final Deque<float[]> idle = new ArrayDeque<>();

  BandMessages(BandedLattice lattice, LatticeOps ops, int rowLength) {
    this.lattice = lattice;
    this.ops = ops;
    this.rowLength = rowLength;
  }

  @Override
  public void prepare(float[] q, Parallel parallel) {}

  @Override
  public float[] values(int from, int to, float[] q) {
    LatticeBand band = lattice.band(from, to);
    float[] values = take();
    ops.multiply(band.splat(), 0, band.splat().rows(), q, values, rowLength);
    for (RowChains chains : band.chains()) {
      ops.blur(chains, 0, chains.size(), values, rowLength);
    }
    return values;
  }

  private float[] take() {
    synchronized (idle) {
      if (!idle.isEmpty()) {
        return idle.pop();
      }
    }
    return new float[MeanField.length(lattice.largestBand(), rowLength)];
  }

  @Override
  public void release(float[] values) {
    synchronized (idle) {
      idle.push(values);
    }
  }

  @Override
  public SparseRows slice() {
    return lattice.slice();
  }
}
