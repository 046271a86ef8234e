package ai.stego.cuda;

import ai.stego.tensor.PackedWeight;
import ai.stego.tensor.Tensor;

/**
 * A weight (N,K) whose rows are padded with zeros to a stride of whole stages, so that every row
 * begins at a multiple of 16 bytes whatever K is.
 *
 * @param outputs N
 * @param inputs K
 * @param values (N,stride) in float32, rounded if the precision is tf32
 * @param rounded what the tensor cores read: (N,stride) in the 16 bits of the precision, the values
 *     themselves in tf32, or null if products are made in float32
 * @param bias (N), or null for none
 */
record DeviceWeight(int outputs, int inputs, Tensor values, Tensor rounded, Tensor bias)
    implements PackedWeight {
  private static final int STAGE = 32;

  /** The values from one row to the next for K values in a row. */
  static int stride(int inputs) {
    return Math.toIntExact(Launch.ceilDiv(inputs, STAGE) * STAGE);
  }

  /** The values from one row to the next. */
  int stride() {
    return stride(inputs);
  }
}
