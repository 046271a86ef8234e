package ai.stego.tensor.cpu.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.stego.tensor.testing.Values;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Both tiles on every JDK, though products use the one that suits it: each sum to the bit. */
class RegisterTilesTest {
  private static final int FROM = 3;
  private static final int[] DEPTHS = {0, 1, 2, 7, 64, 383, GemmTile.STRIDE};

  /** Either tile. */
  private interface Run {
    void run(GemmTile tile, int depth, int aAt, int bAt, int cAt, int initialAt);
  }

  @BeforeAll
  static void needsTheModule() {
    VectorModule.assumePresent();
  }

  @Test
  void fourRows() {
    check(FourRowTile::run, 4);
  }

  @Test
  void sixRows() {
    check(SixRowTile::run, 6);
  }

  private static void check(Run tile, int rows) {
    for (int depth : DEPTHS) {
      check(tile, rows, depth, false);
      check(tile, rows, depth, true);
    }
  }

  private static void check(Run run, int rows, int depth, boolean add) {
    int width = GemmTile.COLUMNS;
    int stride = width + 5;
    float[] a = new Values("a").array(FROM + rows * GemmTile.STRIDE);
    float[] b = new Values("b").array(FROM + depth * width);
    float[] c = new Values("c").array(FROM + (rows + 1) * stride);
    float[] bias = new Values("bias").array(FROM + width);
    float[] before = c.clone();
    GemmTile tile = add ? GemmTile.adding(a, b, c, stride) : GemmTile.from(bias, a, b, c, stride);
    run.run(tile, depth, FROM, FROM, FROM, FROM);
    for (int at = 0; at < c.length; at++) {
      int row = Math.floorDiv(at - FROM, stride);
      int column = Math.floorMod(at - FROM, stride);
      float expected = before[at];
      if (at >= FROM && row < rows && column < width) {
        float sum = add ? before[at] : bias[FROM + column];
        for (int k = 0; k < depth; k++) {
          sum = Math.fma(b[FROM + k * width + column], a[FROM + row * GemmTile.STRIDE + k], sum);
        }
        expected = sum;
      }
      assertEquals(expected, c[at], "depth " + depth + ", value " + at);
    }
  }
}
