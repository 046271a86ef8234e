package ai.stego.segment.crf;

import ai.stego.tensor.LatticeOps;
import ai.stego.tensor.Parallel;
import ai.stego.tensor.SparseRows;

/** Messages by way of a whole lattice: all its vertices, then any range of points. */
final class LatticeMessages implements Messages {
  private final PermutohedralLattice lattice;
  private final LatticeOps ops;
  private final int rowLength;
  private final float[] values;

  LatticeMessages(PermutohedralLattice lattice, LatticeOps ops, int rowLength) {
    this.lattice = lattice;
    this.ops = ops;
    this.rowLength = rowLength;
    this.values = new float[lattice.bufferLength(rowLength)];
  }

  @Override
  public void prepare(float[] q, Parallel parallel) {
    lattice.splatAndBlur(ops, q, rowLength, values, parallel);
  }

  @Override
  public float[] values(int from, int to, float[] q) {
    return values;
  }

  @Override
  public void release(float[] released) {}

  @Override
  public SparseRows slice() {
    return lattice.slice();
  }
}
