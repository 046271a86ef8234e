package ai.stego.cuda;

import ai.stego.tensor.Precision;
import java.util.Optional;
import jcuda.CudaException;
import jcuda.Pointer;
import jcuda.cudaDataType;
import jcuda.driver.CUstream;
import jcuda.jcublas.JCublas2;
import jcuda.jcublas.cublasComputeType;
import jcuda.jcublas.cublasGemmAlgo;
import jcuda.jcublas.cublasHandle;
import jcuda.jcublas.cublasOperation;
import jcuda.runtime.cudaStream_t;

/**
 * Large matrix products by NVIDIA's cuBLAS 12, where it is installed.
 *
 * <p>cuBLAS counts rows as we count columns: to it, our row-major (M,N) is the transpose, stored by
 * columns. So it is asked for outᵀ = op(b)ᵀ·op(a)ᵀ, the two matrices in the other order.
 */
final class Cublas implements MatrixProduct, AutoCloseable {
  /**
   * Multiply-adds from which on a product is given away: one of (197,384)·(384,1536) and more. A
   * guess, not measured: smaller ones would pay for bias and activation in a kernel of their own.
   */
  static final long LARGE = 1L << 26;

  private static Optional<String> problem;

  private final Precision precision;
  private final cublasHandle handle = new cublasHandle();
  private final Pointer one = Pointer.to(new float[] {1});
  private final Pointer zero = Pointer.to(new float[] {0});

  /**
   * Starts cuBLAS; the device's context is current.
   *
   * @param stream where the products run
   * @param precision what they compute in
   * @throws CudaException if it cannot be started
   */
  Cublas(CUstream stream, Precision precision) {
    this.precision = precision;
    JCublas2.cublasCreate(handle);
    JCublas2.cublasSetStream(handle, new cudaStream_t(stream));
  }

  /** Why cuBLAS cannot be loaded here, or empty; found once. */
  static synchronized Optional<String> problem() {
    if (problem == null) {
      problem =
          JCudaNatives.load(
              () -> {
                JCublas2.initialize();
                JCublas2.setExceptionsEnabled(true);
              });
    }
    return problem;
  }

  /** The version of cuBLAS, such as {@code "12.6"}. */
  synchronized String version() {
    int[] version = new int[1];
    JCublas2.cublasGetVersion(handle, version);
    return version[0] / 10000 + "." + version[0] / 100 % 100;
  }

  @Override
  public boolean offers(ProductShape shape) {
    return (long) shape.rows() * shape.outputs() * shape.inputs() >= LARGE;
  }

  /** The calling thread has the device's context; a handle serves one thread at a time. */
  @Override
  public synchronized void multiply(
      ProductShape shape, long a, long b, boolean accumulate, long out) {
    JCublas2.cublasGemmEx_new(
        handle,
        operation(shape.transposeB()),
        operation(shape.transposeA()),
        shape.outputs(),
        shape.rows(),
        shape.inputs(),
        one,
        NvidiaDriver.pointer(b),
        cudaDataType.CUDA_R_32F,
        shape.strideB(),
        NvidiaDriver.pointer(a),
        cudaDataType.CUDA_R_32F,
        shape.strideA(),
        accumulate ? one : zero,
        NvidiaDriver.pointer(out),
        cudaDataType.CUDA_R_32F,
        shape.strideOut(),
        compute(),
        cublasGemmAlgo.CUBLAS_GEMM_DEFAULT);
  }

  private static int operation(boolean transposed) {
    return transposed ? cublasOperation.CUBLAS_OP_T : cublasOperation.CUBLAS_OP_N;
  }

  private int compute() {
    return switch (precision) {
      case FLOAT32 -> cublasComputeType.CUBLAS_COMPUTE_32F;
      case TF32 -> cublasComputeType.CUBLAS_COMPUTE_32F_FAST_TF32;
      case BF16 -> cublasComputeType.CUBLAS_COMPUTE_32F_FAST_16BF;
      case FP16 -> cublasComputeType.CUBLAS_COMPUTE_32F_FAST_16F;
    };
  }

  @Override
  public synchronized void close() {
    JCublas2.cublasDestroy(handle);
  }
}
