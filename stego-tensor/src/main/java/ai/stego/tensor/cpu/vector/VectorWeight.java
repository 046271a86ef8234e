package ai.stego.tensor.cpu.vector;

import ai.stego.tensor.InputException;
import ai.stego.tensor.PackedWeight;

/**
 * A weight in panels.
 *
 * @param layout K rows of N columns
 * @param panels the values
 * @param bias N values and zeros up to a whole panel
 */
record VectorWeight(Panels layout, float[] panels, float[] bias) implements PackedWeight {
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
