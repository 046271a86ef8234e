package ai.stego.tensor;

/**
 * A weight (N,K) and perhaps a bias (N), in the order that its backend reads fastest. Made by
 * {@link MatrixOps#pack}; a snapshot: later changes of the weight do not show.
 */
public interface PackedWeight {
  /**
   * The number of values in a row of the input.
   *
   * @return K
   */
  int inputs();

  /**
   * The number of values in a row of the output.
   *
   * @return N
   */
  int outputs();
}
