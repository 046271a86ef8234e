package ai.stego.nn;

import ai.stego.tensor.ActivationOps;
import ai.stego.tensor.Epilogue;
import ai.stego.tensor.InputException;
import ai.stego.tensor.Rng;
import ai.stego.tensor.Shape;
import ai.stego.tensor.ShapeException;
import ai.stego.tensor.Tensor;

/** Differentiable functions of single values and channels. Below, dy is the gradient of y. */
public final class ActivationFunctions {
  private ActivationFunctions() {}

  /**
   * y = max(x, 0); dx = dy where x &gt; 0, else 0 (Nair and Hinton 2010).
   *
   * @param x any shape
   * @return the shape of x
   */
  public static Var relu(Var x) {
    Tape tape = x.tape();
    ActivationOps activation = tape.backend().activation();
    Tensor y = tape.tensor(x.shape());
    activation.relu(x.value(), y);
    return tape.record(y, dy -> x.accumulate(dx -> activation.reluGradient(x.value(), dy, dx)), x);
  }

  /**
   * y = x·Φ(x), Φ the distribution function of the normal distribution; dx = dy·(Φ(x) + x·φ(x))
   * (Hendrycks and Gimpel 2016, section 2; the exact form).
   *
   * @param x any shape
   * @return the shape of x
   */
  public static Var gelu(Var x) {
    Tape tape = x.tape();
    ActivationOps activation = tape.backend().activation();
    Tensor y = tape.tensor(x.shape());
    activation.gelu(x.value(), y);
    return tape.record(y, dy -> x.accumulate(dx -> activation.geluGradient(x.value(), dy, dx)), x);
  }

  /**
   * Drops whole channels of whole images, as PyTorch's {@code Dropout2d} in training: y[b,…,c] =
   * x[b,…,c]·m[b,c] and dx = dy·m, where m is 0 with the probability p and else 1/(1 - p), so that
   * the mean of y is x (Tompson et al. 2015, section 3.2). Every call draws a mask of its own. To
   * apply a network, do not call this.
   *
   * @param x (B,...,C)
   * @param probability p, from 0 up to but not including 1
   * @param rng draws B·C numbers, whatever the probability
   * @return the shape of x
   * @throws InputException if the probability is not in [0, 1)
   * @throws ShapeException if x has fewer than two axes
   */
  public static Var channelDropout(Var x, double probability, Rng rng) {
    if (!(probability >= 0 && probability < 1)) {
      throw new InputException(
          "channel dropout: expected a probability in [0, 1), got " + probability);
    }
    ShapeException.require(x.shape().rank() >= 2, "channel dropout: x", "(B,...,C)", x.shape());
    Tape tape = x.tape();
    ActivationOps activation = tape.backend().activation();
    Tensor mask = mask(tape, x.shape(), probability, rng);
    Tensor y = tape.tensor(x.shape());
    activation.scaleChannels(x.value(), mask, Epilogue.NONE, y);
    return tape.record(
        y,
        dy -> x.accumulate(dx -> activation.scaleChannels(dy, mask, Epilogue.ACCUMULATE, dx)),
        x);
  }

  private static Tensor mask(Tape tape, Shape shape, double probability, Rng rng) {
    Tensor mask = tape.tensor(shape.axis(0), shape.axis(-1));
    float kept = (float) (1 / (1 - probability));
    float[] factors = new float[Math.toIntExact(mask.size())];
    for (int i = 0; i < factors.length; i++) {
      factors[i] = rng.nextDouble() < probability ? 0 : kept;
    }
    return mask.write(factors);
  }
}
