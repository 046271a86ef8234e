package ai.stego.cuda;

/**
 * Somebody else's matrix product, such as cuBLAS. {@link CudaMatrix} asks it first and takes its
 * own kernels for what is not offered; bias and activation are then a kernel of their own.
 */
interface MatrixProduct {
  /** Offers nothing: every product is made by the kernels of this project. */
  MatrixProduct NONE =
      new MatrixProduct() {
        @Override
        public boolean offers(ProductShape shape) {
          return false;
        }

        @Override
        public void multiply(ProductShape shape, long a, long b, boolean accumulate, long out) {
          throw new IllegalStateException("no product is offered");
        }
      };

  /**
   * Whether this product is to be taken for a shape: possible, and faster than the own kernels.
   *
   * @param shape no extent is 0
   * @return whether {@link #multiply} may be called with it
   */
  boolean offers(ProductShape shape);

  /**
   * Computes out = op(a)·op(b), or out += op(a)·op(b), in the stream of the driver and in the
   * precision of the backend.
   *
   * @param shape one that is offered
   * @param a address of the first matrix
   * @param b address of the second matrix
   * @param accumulate whether out is added to
   * @param out address of the result
   */
  void multiply(ProductShape shape, long a, long b, boolean accumulate, long out);
}
