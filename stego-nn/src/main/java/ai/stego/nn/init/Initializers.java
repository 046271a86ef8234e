package ai.stego.nn.init;

import ai.stego.tensor.InputException;
import ai.stego.tensor.Rng;

/**
 * First values of parameters, equal in distribution to PyTorch's defaults; the numbers themselves
 * differ, because the generators do.
 */
public final class Initializers {
  private Initializers() {}

  /**
   * Values of a linear layer's weight or bias: uniform in [-1/√K, 1/√K), which is PyTorch's {@code
   * kaiming_uniform(a=√5)} (He et al. 2015, section 2.2, with that slope).
   *
   * @param count how many
   * @param inputs K, at least 1; a convolution's is C·kH·kW
   * @param rng draws count numbers
   * @return the values
   * @throws InputException if K is below 1
   */
  public static float[] linear(int count, int inputs, Rng rng) {
    if (inputs < 1) {
      throw new InputException("linear initialiser: expected 1 input or more, got " + inputs);
    }
    return uniform(count, 1 / Math.sqrt(inputs), rng);
  }

  /**
   * Values drawn uniformly from [-bound, bound).
   *
   * @param count how many
   * @param bound at least 0
   * @param rng draws count numbers
   * @return the values
   */
  public static float[] uniform(int count, double bound, Rng rng) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) ((2 * rng.nextDouble() - 1) * bound);
    }
    return values;
  }

  /**
   * Values drawn from the normal distribution of mean 0 and deviation 1, as STEGO's cluster
   * centroids begin.
   *
   * @param count how many
   * @param rng draws 2·count numbers
   * @return the values
   */
  public static float[] normal(int count, Rng rng) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) rng.nextGaussian();
    }
    return values;
  }
}
