package ai.stego.tensor;

/** Steps of optimisers, in PyTorch's order of float32 operations. */
public interface OptimizerOps {
  /**
   * One step of Adam (Kingma and Ba 2015, algorithm 1) as PyTorch takes it, with n the step:
   *
   * <pre>
   * g = gradient + weightDecay·parameter
   * mean = beta1·mean + (1 - beta1)·g
   * square = beta2·square + (1 - beta2)·g²
   * parameter -= rate/(1 - beta1ⁿ) · mean / (√square/√(1 - beta2ⁿ) + epsilon)
   * </pre>
   *
   * The corrections of the bias are worked out in double and rounded once.
   *
   * @param parameter any shape; updated
   * @param gradient the shape of the parameter
   * @param mean the shape of the parameter, zeros before the first step; updated
   * @param square the shape of the parameter, zeros before the first step; updated
   * @param step the settings and n
   * @throws ShapeException if the shapes differ or memory is shared
   */
  void adam(Tensor parameter, Tensor gradient, Tensor mean, Tensor square, AdamStep step);

  /**
   * One step of gradient descent as PyTorch takes it:
   *
   * <pre>
   * g = gradient + weightDecay·parameter
   * velocity = g in the first step, momentum·velocity + g in the others
   * parameter -= rate·velocity, or rate·(g + momentum·velocity) by Nesterov, or rate·g without momentum
   * </pre>
   *
   * @param parameter any shape; updated
   * @param gradient the shape of the parameter
   * @param velocity the shape of the parameter; updated, and not read in the first step; null if
   *     the momentum is 0
   * @param step the settings and which step it is
   * @throws ShapeException if the shapes differ or memory is shared, or the velocity is missing
   */
  void sgd(Tensor parameter, Tensor gradient, Tensor velocity, SgdStep step);
}
