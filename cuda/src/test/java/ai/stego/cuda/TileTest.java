package ai.stego.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.Precision;
import org.junit.jupiter.api.Test;

class TileTest {
  private static final int MULTIPROCESSORS = 132;

  @Test
  void aLargeProductTakesTheLargeTileAndOneSlice() {
    Tile tile = of(64 * 785, 384, 1536, Precision.FLOAT32);
    assertEquals("128x128", tile.toString());
    assertEquals(1, tile.slices());
    assertEquals("128x128", of(64 * 785, 384, 1536, Precision.BF16).toString());
  }

  @Test
  void fewColumnsTakeTheNarrowTileOrOnTensorCoresTheSmallOne() {
    assertEquals("128x32", of(64 * 784, 70, 27, Precision.FLOAT32).toString());
    assertEquals("64x64", of(64 * 784, 70, 27, Precision.TF32).toString());
  }

  @Test
  void aProductTooSmallForTheDeviceTakesSmallTiles() {
    assertEquals("64x64", of(197, 384, 384, Precision.FP16).toString());
    assertEquals("64x64", of(1, 384, 64, Precision.FLOAT32).toString());
  }

  @Test
  void bothTransposedTakeTheOnlyTileThereIs() {
    ProductShape shape = new ProductShape(4096, 4096, 64, true, 4096, true, 64, 4096);
    assertEquals("64x64", Tile.of(shape, Precision.FLOAT32, MULTIPROCESSORS).toString());
  }

  @Test
  void aTallReductionIsCutSoThatEveryMultiprocessorHasWork() {
    Tile tile = of(384, 12544, 384, Precision.TF32);
    assertEquals("128x128", tile.toString());
    long blocks = (long) tile.launch(shape(384, 12544, 384), Precision.TF32).x() * tile.slices();
    assertTrue(blocks >= MULTIPROCESSORS, blocks + " blocks");
  }

  @Test
  void slicesAreWholeStagesThatCoverTheDepthAndNoneIsEmpty() {
    for (int depth = 0; depth < 70_000; depth += 1 + depth / 7) {
      for (Precision precision : Precision.values()) {
        Tile tile = of(27, depth, 70, precision);
        assertEquals(0, tile.slice() % 32, "slice of " + depth);
        assertTrue((long) tile.slice() * tile.slices() >= depth, "covers " + depth);
        assertTrue(
            tile.slices() == 1 || (long) tile.slice() * (tile.slices() - 1) < depth,
            "the last slice of " + depth);
      }
    }
  }

  private static Tile of(int rows, int inputs, int outputs, Precision precision) {
    return Tile.of(shape(rows, inputs, outputs), precision, MULTIPROCESSORS);
  }

  private static ProductShape shape(int rows, int inputs, int outputs) {
    return new ProductShape(rows, outputs, inputs, false, inputs, false, outputs, outputs);
  }
}
