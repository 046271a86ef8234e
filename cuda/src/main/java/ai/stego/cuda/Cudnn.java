package ai.stego.cuda;

import static jcuda.jcudnn.cudnnConvolutionFwdAlgo.CUDNN_CONVOLUTION_FWD_ALGO_IMPLICIT_GEMM;
import static jcuda.jcudnn.cudnnConvolutionMode.CUDNN_CROSS_CORRELATION;
import static jcuda.jcudnn.cudnnDataType.CUDNN_DATA_FLOAT;
import static jcuda.jcudnn.cudnnTensorFormat.CUDNN_TENSOR_NCHW;
import static jcuda.jcudnn.cudnnTensorFormat.CUDNN_TENSOR_NHWC;

import ai.stego.tensor.Precision;
import ai.stego.tensor.extent.PatchExtents;
import java.util.Optional;
import jcuda.Pointer;
import jcuda.driver.CUstream;
import jcuda.jcudnn.JCudnn;
import jcuda.jcudnn.cudnnConvolutionDescriptor;
import jcuda.jcudnn.cudnnFilterDescriptor;
import jcuda.jcudnn.cudnnHandle;
import jcuda.jcudnn.cudnnMathType;
import jcuda.jcudnn.cudnnTensorDescriptor;
import jcuda.runtime.cudaStream_t;

/**
 * The patch convolution by NVIDIA's cuDNN 8, where it is installed. Images are stored by channels
 * and tokens by places, so it is asked for (B,D,h,w) with D innermost; its implicit matrix product
 * takes any such pair of orders, needs no memory besides, and gives the same bits every time.
 */
final class Cudnn implements PatchConvolution, AutoCloseable {
  private static Optional<String> problem;

  private final Precision precision;
  private final cudnnHandle handle = new cudnnHandle();
  private final cudnnTensorDescriptor image = new cudnnTensorDescriptor();
  private final cudnnTensorDescriptor tokens = new cudnnTensorDescriptor();
  private final cudnnTensorDescriptor row = new cudnnTensorDescriptor();
  private final cudnnFilterDescriptor filter = new cudnnFilterDescriptor();
  private final cudnnConvolutionDescriptor convolution = new cudnnConvolutionDescriptor();
  private final Pointer one = Pointer.to(new float[] {1});
  private final Pointer zero = Pointer.to(new float[] {0});

  /**
   * Starts cuDNN; the device's context is current.
   *
   * @param stream where the convolutions run
   * @param precision what they compute in
   */
  Cudnn(CUstream stream, Precision precision) {
    this.precision = precision;
    JCudnn.cudnnCreate(handle);
    JCudnn.cudnnSetStream(handle, new cudaStream_t(stream));
    JCudnn.cudnnCreateTensorDescriptor(image);
    JCudnn.cudnnCreateTensorDescriptor(tokens);
    JCudnn.cudnnCreateTensorDescriptor(row);
    JCudnn.cudnnCreateFilterDescriptor(filter);
    JCudnn.cudnnCreateConvolutionDescriptor(convolution);
  }

  /** Why cuDNN cannot be loaded here, or empty; found once. */
  static synchronized Optional<String> problem() {
    if (problem == null) {
      problem =
          JCudaNatives.load(
              () -> {
                JCudnn.initialize();
                JCudnn.setExceptionsEnabled(true);
              });
    }
    return problem;
  }

  /** The version of cuDNN, such as {@code "8.9"}. */
  static String version() {
    long version = JCudnn.cudnnGetVersion();
    return version / 1000 + "." + version / 100 % 10;
  }

  /** Rows of the weight must lie without gaps. */
  @Override
  public boolean offers(PatchExtents extents, DeviceWeight projection) {
    return projection.stride() == projection.inputs();
  }

  /** The calling thread has the device's context; a handle serves one thread at a time. */
  @Override
  public synchronized void project(PatchExtents e, long images, long weight, long bias, long out) {
    describe(e);
    JCudnn.cudnnConvolutionForward(
        handle,
        one,
        image,
        NvidiaDriver.pointer(images),
        filter,
        NvidiaDriver.pointer(weight),
        convolution,
        CUDNN_CONVOLUTION_FWD_ALGO_IMPLICIT_GEMM,
        new Pointer(),
        0,
        zero,
        tokens,
        NvidiaDriver.pointer(out));
    if (bias != 0) {
      JCudnn.cudnnAddTensor(
          handle, one, row, NvidiaDriver.pointer(bias), one, tokens, NvidiaDriver.pointer(out));
    }
  }

  private void describe(PatchExtents e) {
    int patch = e.patch();
    tensor(
        image, CUDNN_TENSOR_NCHW, e.images(), e.channels(), e.rows() * patch, e.columns() * patch);
    tensor(tokens, CUDNN_TENSOR_NHWC, e.images(), e.width(), e.rows(), e.columns());
    tensor(row, CUDNN_TENSOR_NHWC, 1, e.width(), 1, 1);
    JCudnn.cudnnSetFilter4dDescriptor(
        filter, CUDNN_DATA_FLOAT, CUDNN_TENSOR_NCHW, e.width(), e.channels(), patch, patch);
    JCudnn.cudnnSetConvolution2dDescriptor(
        convolution, 0, 0, patch, patch, 1, 1, CUDNN_CROSS_CORRELATION, CUDNN_DATA_FLOAT);
    JCudnn.cudnnSetConvolutionMathType(convolution, mathType());
  }

  private static void tensor(
      cudnnTensorDescriptor tensor, int format, int images, int channels, int rows, int columns) {
    JCudnn.cudnnSetTensor4dDescriptor(
        tensor, format, CUDNN_DATA_FLOAT, images, channels, rows, columns);
  }

  private int mathType() {
    return switch (precision) {
      case FLOAT32 -> cudnnMathType.CUDNN_FMA_MATH;
      case TF32 -> cudnnMathType.CUDNN_DEFAULT_MATH;
      case BF16, FP16 -> cudnnMathType.CUDNN_TENSOR_OP_MATH_ALLOW_CONVERSION;
    };
  }

  @Override
  public synchronized void close() {
    JCudnn.cudnnDestroyConvolutionDescriptor(convolution);
    JCudnn.cudnnDestroyFilterDescriptor(filter);
    JCudnn.cudnnDestroyTensorDescriptor(row);
    JCudnn.cudnnDestroyTensorDescriptor(tokens);
    JCudnn.cudnnDestroyTensorDescriptor(image);
    JCudnn.cudnnDestroy(handle);
  }
}
