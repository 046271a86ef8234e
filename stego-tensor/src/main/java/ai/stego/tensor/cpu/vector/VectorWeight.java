package ai.stego.tensor.cpu.vector;

import ai.stego.tensor.InputException;
import ai.stego.tensor.PackedWeight;
import ai.stego.tensor.Parallel;

/**
 * A weight in panels.
 *
 * @param layout K rows of N columns
 * @param panels the values
 * @param bias N values and zeros up to a whole panel
 */
record VectorWeight(Panels layout, float[] panels, float[] bias) implements PackedWeight {
  private static final int PANELS_GRAIN = 4;

  /** Packs the columns of a weight, which lie densely as rows; the bias is zero. */
  static VectorWeight pack(RowBlock weight, Parallel parallel) {
    Panels layout = new Panels(weight.stride(), weight.rows(), GemmTile.STRIDE);
    float[] packed = new float[layout.size()];
    Panels.Columns from =
        new Panels.Columns(weight.values(), weight.start(), weight.stride(), packed, 0);
    parallel.ranges(
        layout.paddedColumns() / GemmTile.COLUMNS,
        PANELS_GRAIN,
        (first, last) -> layout.packColumns(from, first, last));
    return new VectorWeight(layout, packed, new float[layout.paddedColumns()]);
  }

  @Override
  public int inputs() {
    return layout.depth();
  }

  @Override
  public int outputs() {
    return layout.columns();
  }

  /** The weight as this backend packed it. */
  static VectorWeight own(String operation, PackedWeight weight) {
    if (weight instanceof VectorWeight own) {
      return own;
    }
    throw new InputException(
        operation
            + ": expected a weight packed by the vector backend, got "
            + weight.getClass().getSimpleName());
  }
}
