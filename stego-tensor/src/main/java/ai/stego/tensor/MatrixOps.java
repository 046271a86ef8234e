package ai.stego.tensor;

/** Matrix products, sums, copies. */
public interface MatrixOps {
  /**
   * Brings a weight into the order that this backend reads fastest.
   *
   * @param weight (N,K), as PyTorch's {@code Linear} keeps it
   * @param bias (N), or null for none
   * @param owner frees what the backend had to set aside
   * @return the packed weight, a snapshot
   * @throws ShapeException if the shapes do not fit
   */
  PackedWeight pack(Tensor weight, Tensor bias, Scope owner);

  /**
   * out = epilogue(x·Wᵀ + b), row by row.
   *
   * @param x (...,K), flattened to (M,K)
   * @param weight (N,K) with its bias, packed by this backend
   * @param epilogue what happens to each value before it is stored
   * @param out (...,N) with the same M; overwritten, or added to by {@link Epilogue#ACCUMULATE};
   *     must not share memory with x
   * @throws ShapeException if the shapes do not fit
   */
  void linear(Tensor x, PackedWeight weight, Epilogue epilogue, Tensor out);

  /**
   * out = alpha·a + beta·b, element by element.
   *
   * @param alpha factor of a
   * @param a any shape
   * @param beta factor of b
   * @param b the shape of a
   * @param out the shape of a; overwritten; may be a or b, but not share a part of one
   * @throws ShapeException if the shapes differ or memory is partly shared
   */
  void weightedSum(float alpha, Tensor a, float beta, Tensor b, Tensor out);

  /**
   * out = x, value by value in row-major order.
   *
   * @param x any shape
   * @param out any shape of as many values; overwritten; must not share memory with x
   * @throws ShapeException if the sizes differ
   */
  void copy(Tensor x, Tensor out);

  /**
   * out = op(a)·op(b), with op(x) = x or xᵀ: the products that gradients of a linear layer are made
   * of, neither matrix being packed beforehand.
   *
   * @param a (M,K), or (K,M) if transposed
   * @param transposeA whether a is transposed
   * @param b (K,N), or (N,K) if transposed
   * @param transposeB whether b is transposed
   * @param epilogue {@link Epilogue#NONE} or {@link Epilogue#ACCUMULATE}
   * @param out (M,N); overwritten, or added to by {@link Epilogue#ACCUMULATE}; must not share
   *     memory with a or b
   * @throws ShapeException if the shapes do not fit, memory is shared, or the epilogue is another
   *     one
   */
  void product(
      Tensor a, boolean transposeA, Tensor b, boolean transposeB, Epilogue epilogue, Tensor out);

  /**
   * out[n] += Σ x[m,n] over the rows of x: the gradient of a bias.
   *
   * @param x (...,N), flattened to (M,N)
   * @param out (N); added to; must not share memory with x
   * @throws ShapeException if the shapes do not fit or memory is shared
   */
  void columnSums(Tensor x, Tensor out);

  /**
   * out = value everywhere.
   *
   * @param value any number
   * @param out any shape; overwritten
   */
  void fill(float value, Tensor out);
}
