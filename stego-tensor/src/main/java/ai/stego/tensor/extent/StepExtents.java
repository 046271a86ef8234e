package ai.stego.tensor.extent;

import ai.stego.tensor.ShapeException;
import ai.stego.tensor.Tensor;

/**
 * Extents of an optimiser's step.
 *
 * @param values of the parameter
 */
public record StepExtents(int values) {
  /**
   * Checks a step of Adam.
   *
   * @param parameter any shape
   * @param gradient the shape of the parameter
   * @param mean the shape of the parameter
   * @param square the shape of the parameter
   * @return the extents
   */
  public static StepExtents ofAdam(Tensor parameter, Tensor gradient, Tensor mean, Tensor square) {
    Checks.sameShape("adam: gradient", parameter, gradient);
    Checks.sameShape("adam: mean", parameter, mean);
    Checks.sameShape("adam: square", parameter, square);
    Tensor[] all = {parameter, gradient, mean, square};
    for (int i = 0; i < all.length; i++) {
      for (int j = 0; j < i; j++) {
        Checks.apart("adam", all[i], all[j]);
      }
    }
    return new StepExtents(Checks.count("adam: parameter", parameter.size(), parameter));
  }

  /**
   * Checks a step of gradient descent.
   *
   * @param parameter any shape
   * @param gradient the shape of the parameter
   * @param velocity the shape of the parameter, or null
   * @param momentum whether a velocity is needed
   * @return the extents
   */
  public static StepExtents ofSgd(
      Tensor parameter, Tensor gradient, Tensor velocity, boolean momentum) {
    Checks.sameShape("sgd: gradient", parameter, gradient);
    Checks.apart("sgd: gradient", parameter, gradient);
    ShapeException.require(
        velocity != null || !momentum, "sgd: velocity", parameter.shape(), "none");
    if (velocity != null) {
      Checks.sameShape("sgd: velocity", parameter, velocity);
      Checks.apart("sgd: velocity", parameter, velocity);
      Checks.apart("sgd: velocity", gradient, velocity);
    }
    return new StepExtents(Checks.count("sgd: parameter", parameter.size(), parameter));
  }
}
