package ai.stego.tensor.extent;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.Backend;
import ai.stego.tensor.BackendOptions;
import ai.stego.tensor.Backends;
import ai.stego.tensor.PackedWeight;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Shape;
import ai.stego.tensor.ShapeException;
import ai.stego.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Which memory operations may share, and extents beyond what kernels can count. */
class ExtentsTest {
  private static final int MANY = Integer.MAX_VALUE;

  private final Backend backend = Backends.open("scalar", BackendOptions.DEFAULT.withThreads(1));
  private final Scope scope = backend.scope();

  /** What tensors that partly share memory are cut from. */
  private final Tensor memory = scope.tensor(100);

  @AfterEach
  void close() {
    scope.close();
    backend.close();
  }

  private Tensor at(int from, int... axes) {
    Shape shape = Shape.of(axes);
    return memory.range(from, from + (int) shape.size()).reshape(shape);
  }

  private static void refusesToShare(Executable check) {
    ShapeException e = assertThrows(ShapeException.class, check);
    assertTrue(e.getMessage().contains("shared"), e.getMessage());
  }

  @Test
  void rowsMayWorkInPlaceButNotOverAPartOfTheirInput() {
    assertDoesNotThrow(() -> RowExtents.of("rows", at(6, 3, 4), at(6, 3, 4)));
    assertDoesNotThrow(() -> RowExtents.of("rows", at(6, 3, 4), at(18, 3, 4)));
    refusesToShare(() -> RowExtents.of("rows", at(6, 3, 4), at(7, 3, 4)));
    refusesToShare(() -> RowExtents.of("rows", at(6, 3, 4), at(5, 3, 4)));
  }

  @Test
  void layerNormMayNotOverwriteItsFactors() {
    Tensor x = at(0, 3, 4);
    assertDoesNotThrow(() -> RowExtents.ofLayerNorm(x, at(20, 4), at(24, 4), x));
    refusesToShare(() -> RowExtents.ofLayerNorm(x, at(20, 4), at(24, 4), at(4, 3, 4)));
    refusesToShare(() -> RowExtents.ofLayerNorm(x, at(20, 4), at(40, 4), at(12, 3, 4)));
    refusesToShare(() -> RowExtents.ofLayerNorm(x, at(40, 4), at(20, 4), at(12, 3, 4)));
  }

  @Test
  void aWeightedSumMayBeEitherInputAndTheInputsMayShare() {
    assertDoesNotThrow(() -> RowExtents.ofWeightedSum(at(0, 4), at(2, 4), at(8, 4)));
    assertDoesNotThrow(() -> RowExtents.ofWeightedSum(at(0, 4), at(8, 4), at(8, 4)));
    refusesToShare(() -> RowExtents.ofWeightedSum(at(0, 4), at(8, 4), at(2, 4)));
    refusesToShare(() -> RowExtents.ofWeightedSum(at(0, 4), at(8, 4), at(6, 4)));
  }

  @Test
  void aWeightedSumTakesScalars() {
    assertEquals(1, RowExtents.ofWeightedSum(at(0), at(1), at(2)).width());
  }

  @Test
  void aPatchEmbeddingMayOverwriteNoneOfItsInputs() {
    PackedWeight projection = backend.matrix().pack(at(0, 3, 4), null, scope);
    Tensor images = at(0, 1, 1, 2, 4);
    Tensor prefix = at(8, 1, 3);
    Tensor positions = at(11, 2, 3);
    assertDoesNotThrow(
        () -> PatchExtents.of(images, 2, projection, prefix, positions, at(17, 1, 3, 3)));
    for (Tensor out : new Tensor[] {at(0, 1, 3, 3), at(10, 1, 3, 3), at(16, 1, 3, 3)}) {
      refusesToShare(() -> PatchExtents.of(images, 2, projection, prefix, positions, out));
    }
  }

  @Test
  void cosinesAndSumsMayNotOverwriteTheirInputs() {
    refusesToShare(() -> ClusterExtents.ofCosine(at(0, 3, 2), at(6, 2, 2), at(9, 3, 2)));
    refusesToShare(() -> ClusterExtents.ofCosine(at(0, 3, 2), at(20, 2, 2), at(5, 3, 2)));
    refusesToShare(() -> ClusterExtents.ofSums(at(0, 3, 2), new int[3], at(5, 2, 2), new long[2]));
  }

  @Test
  void aSamplingMayNotOverwriteItsCoordinates() {
    refusesToShare(
        () ->
            SampleExtents.of(at(0, 1, 2, 2, 2), new int[1], at(8, 1, 2, 2, 2), at(15, 1, 2, 2, 2)));
    refusesToShare(() -> MapExtents.ofResize(at(0, 1, 2, 2, 2), 1, 1, at(7, 1, 2, 2, 2)));
  }

  @Test
  void moreRowsThanKernelsCanCountAreAShapeError() {
    Tensor rows = scope.tensor(MANY, 2, 0);
    Tensor none = scope.tensor(3, 0);
    PackedWeight weight = backend.matrix().pack(none, null, scope);
    assertThrows(ShapeException.class, () -> RowExtents.of("rows", rows, rows));
    assertThrows(ShapeException.class, () -> ClusterExtents.ofCosine(rows, none, rows));
    assertThrows(ShapeException.class, () -> RowExtents.ofArgMax(rows, new int[0]));
    assertThrows(ShapeException.class, () -> LinearExtents.of(rows, weight, scope.tensor(0, 3)));
    Tensor maps = scope.tensor(MANY, 2, 5, 0);
    assertThrows(ShapeException.class, () -> MapExtents.ofMirror(maps, maps));
  }

  @Test
  void headsAndPatchesAreCountedInLong() {
    // 3 · 1431655766 is 2 in 32 bits, and 65536 · 65536 is 0.
    assertThrows(
        ShapeException.class, () -> AttentionExtents.of(at(0, 1, 1, 2), 1431655766, at(4, 1, 1)));
    PackedWeight nothing = backend.matrix().pack(scope.tensor(3, 0), null, scope);
    Tensor images = scope.tensor(0, 1, 1 << 16, 1 << 16);
    Tensor out = scope.tensor(0, 1, 3);
    assertThrows(
        ShapeException.class,
        () -> PatchExtents.of(images, 1 << 16, nothing, scope.tensor(0, 3), at(0, 1, 3), out));
  }
}
