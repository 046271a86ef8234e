package ai.stego.tensor;

/** Nonlinear functions and channel factors, with their gradients. */
public interface ActivationOps {
  /**
   * out = max(x, 0), element by element.
   *
   * @param x any shape
   * @param out the shape of x; overwritten; may be x, but not share a part of it
   * @throws ShapeException if the shapes differ or memory is partly shared
   */
  void relu(Tensor x, Tensor out);

  /**
   * xGradient += outGradient where x &gt; 0, and += 0 where x &lt;= 0: the derivative at 0 is taken
   * as 0. Where x is NaN the gradient becomes NaN. The result of {@link #relu} may stand for x: it
   * is above 0 at the same places.
   *
   * @param x any shape
   * @param outGradient the shape of x
   * @param xGradient the shape of x; added to; must not share memory with the inputs
   * @throws ShapeException if the shapes differ or memory is shared
   */
  void reluGradient(Tensor x, Tensor outGradient, Tensor xGradient);

  /**
   * out = x/2 · (1 + erf(x/√2)), the exact form (Hendrycks and Gimpel 2016, section 2).
   *
   * @param x any shape
   * @param out the shape of x; overwritten; may be x, but not share a part of it
   * @throws ShapeException if the shapes differ or memory is partly shared
   */
  void gelu(Tensor x, Tensor out);

  /**
   * xGradient += outGradient · ((1 + erf(x/√2))/2 + x·exp(-x²/2)/√(2π)): the normal distribution
   * and x times its density.
   *
   * @param x any shape, what went into {@link #gelu}
   * @param outGradient the shape of x
   * @param xGradient the shape of x; added to; must not share memory with the inputs
   * @throws ShapeException if the shapes differ or memory is shared
   */
  void geluGradient(Tensor x, Tensor outGradient, Tensor xGradient);

  /**
   * out[b,…,c] = x[b,…,c]·factors[b,c]. With factors 0 and 1/(1-p) this is channel dropout (Tompson
   * et al. 2015, "Efficient object localization using convolutional networks", section 3.2); with
   * {@link Epilogue#ACCUMULATE} it is its own gradient.
   *
   * @param x (B,…,C), at least two axes
   * @param factors (B,C)
   * @param epilogue {@link Epilogue#NONE} or {@link Epilogue#ACCUMULATE}
   * @param out the shape of x; overwritten, or added to by {@link Epilogue#ACCUMULATE}; may be x,
   *     but not share a part of it, nor memory with the factors
   * @throws ShapeException if the shapes do not fit, memory is partly shared, or the epilogue is
   *     another one
   */
  void scaleChannels(Tensor x, Tensor factors, Epilogue epilogue, Tensor out);
}
