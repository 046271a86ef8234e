package ai.stego.tensor.cpu.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * A tile of 4 rows by 2 vectors: eight registers for C, two for B, one for A.
 *
 * <p>C2's register allocation decides the form of the loop: it is driven by the offset of A, takes
 * one step of the depth, names the vector of B first in each multiply-add, and reads A with a row
 * stride that is a constant of the program. {@code docs/performance.md} has what other forms cost.
 */
final class FourRowTile {
  private static final VectorSpecies<Float> S = Lanes.FLOATS;
  private static final int L = Lanes.COUNT;
  private static final int STRIDE = GemmTile.STRIDE;

  private FourRowTile() {}

  /** One tile of four rows, as {@link GemmTile#run} describes it. */
  static void run(GemmTile tile, int depth, int aAt, int bAt, int cAt, int initialAt) {
    float[] a = tile.a();
    float[] b = tile.b();
    float[] initial = tile.initial();
    int next = tile.initialStride();
    FloatVector c00 = FloatVector.fromArray(S, initial, initialAt);
    FloatVector c01 = FloatVector.fromArray(S, initial, initialAt + L);
    FloatVector c10 = FloatVector.fromArray(S, initial, initialAt + next);
    FloatVector c11 = FloatVector.fromArray(S, initial, initialAt + next + L);
    FloatVector c20 = FloatVector.fromArray(S, initial, initialAt + 2 * next);
    FloatVector c21 = FloatVector.fromArray(S, initial, initialAt + 2 * next + L);
    FloatVector c30 = FloatVector.fromArray(S, initial, initialAt + 3 * next);
    FloatVector c31 = FloatVector.fromArray(S, initial, initialAt + 3 * next + L);
    int ao = aAt;
    int bo = bAt;
    for (int end = aAt + depth; ao < end; ao++) {
      FloatVector b0 = FloatVector.fromArray(S, b, bo);
      FloatVector b1 = FloatVector.fromArray(S, b, bo + L);
      FloatVector a0 = FloatVector.broadcast(S, a[ao]);
      c00 = b0.fma(a0, c00);
      c01 = b1.fma(a0, c01);
      FloatVector a1 = FloatVector.broadcast(S, a[ao + STRIDE]);
      c10 = b0.fma(a1, c10);
      c11 = b1.fma(a1, c11);
      FloatVector a2 = FloatVector.broadcast(S, a[ao + 2 * STRIDE]);
      c20 = b0.fma(a2, c20);
      c21 = b1.fma(a2, c21);
      FloatVector a3 = FloatVector.broadcast(S, a[ao + 3 * STRIDE]);
      c30 = b0.fma(a3, c30);
      c31 = b1.fma(a3, c31);
      bo += GemmTile.COLUMNS;
    }
    float[] c = tile.c();
    int stride = tile.stride();
    c00.intoArray(c, cAt);
    c01.intoArray(c, cAt + L);
    c10.intoArray(c, cAt + stride);
    c11.intoArray(c, cAt + stride + L);
    c20.intoArray(c, cAt + 2 * stride);
    c21.intoArray(c, cAt + 2 * stride + L);
    c30.intoArray(c, cAt + 3 * stride);
    c31.intoArray(c, cAt + 3 * stride + L);
  }
}
