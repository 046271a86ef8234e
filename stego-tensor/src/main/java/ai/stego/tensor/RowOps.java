package ai.stego.tensor;

/** What is done to each row by itself. */
public interface RowOps {
  /**
   * out = x / max(‖x‖₂, 1e-12) for each row, as PyTorch's {@code normalize}.
   *
   * @param x (...,Z)
   * @param out the shape of x; overwritten; may be x, but not share a part of it
   * @throws ShapeException if the shapes differ or memory is partly shared
   */
  void normalize(Tensor x, Tensor out);

  /**
   * The gradient of {@link #normalize}: xGradient += (g - y(y·g))/‖x‖ for each row, with g its
   * outGradient and y = x/‖x‖; where ‖x‖ is below 1e-12 the divisor is a constant, and xGradient +=
   * g/1e-12.
   *
   * @param x (...,Z), what was normalised
   * @param outGradient the shape of x
   * @param xGradient the shape of x; added to; must not share memory with the inputs
   * @throws ShapeException if the shapes differ or memory is shared
   */
  void normalizeGradient(Tensor x, Tensor outGradient, Tensor xGradient);

  /**
   * out = exp(scale·x - m) / Σ exp(scale·x - m) for each row, m its largest scale·x.
   *
   * @param x (...,K)
   * @param scale factor of x, above 0
   * @param out the shape of x; overwritten; may be x, but not share a part of it
   * @throws ShapeException if the shapes differ or memory is partly shared
   */
  void softmax(Tensor x, float scale, Tensor out);

  /**
   * out = scale·x - m - log Σ exp(scale·x - m) for each row, m its largest scale·x.
   *
   * @param x (...,K)
   * @param scale factor of x, above 0
   * @param out the shape of x; overwritten; may be x, but not share a part of it
   * @throws ShapeException if the shapes differ or memory is partly shared
   */
  void logSoftmax(Tensor x, float scale, Tensor out);

  /**
   * The index of each row's largest value; of equal ones the first. A row that holds NaN gives the
   * index of the first NaN.
   *
   * @param x (...,K), K at least 1
   * @param labels overwritten: M indices
   * @throws ShapeException if the lengths do not fit
   */
  void argMax(Tensor x, int[] labels);
}
