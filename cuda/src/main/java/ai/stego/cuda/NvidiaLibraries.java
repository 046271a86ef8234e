package ai.stego.cuda;

import ai.stego.tensor.Precision;
import ai.stego.tensor.extent.PatchExtents;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import jcuda.driver.CUstream;

/** cuBLAS and cuDNN on one device, as far as they are installed and wanted. */
final class NvidiaLibraries implements AutoCloseable {
  private final Caller caller;
  private final CUstream stream;
  private final List<CudaErrors.Calls> closing = new ArrayList<>();

  NvidiaLibraries(Caller caller, CUstream stream) {
    this.caller = caller;
    this.stream = stream;
  }

  /** Calls a library with the device's context, and says what was being done if it fails. */
  @FunctionalInterface
  interface Caller {
    void call(String doing, CudaErrors.Calls calls);
  }

  /** What is used on machines with a GPU, in a line for each library. */
  static List<String> details() {
    return List.of(
        line("cuBLAS", "large matrix products", Cublas::problem, () -> "12"),
        line("cuDNN", "patch convolutions", Cudnn::problem, Cudnn::version));
  }

  private static String line(
      String name, String use, Supplier<Optional<String>> problem, Supplier<String> version) {
    return OptionalLibraries.refused()
        .or(problem)
        .map(reason -> name + " is not used, own kernels are: " + reason)
        .orElseGet(() -> name + " " + version.get() + " is used for " + use);
  }

  private static boolean absent(Supplier<Optional<String>> problem) {
    return OptionalLibraries.refused().or(problem).isPresent();
  }

  synchronized MatrixProduct product(Precision precision) {
    if (absent(Cublas::problem)) {
      return MatrixProduct.NONE;
    }
    Cublas[] made = new Cublas[1];
    caller.call("starting cuBLAS", () -> made[0] = new Cublas(stream, precision));
    Cublas cublas = made[0];
    closing.add(cublas::close);
    return new MatrixProduct() {
      @Override
      public boolean offers(ProductShape shape) {
        return cublas.offers(shape);
      }

      @Override
      public void multiply(ProductShape shape, long a, long b, boolean accumulate, long out) {
        caller.call("a product by cuBLAS", () -> cublas.multiply(shape, a, b, accumulate, out));
      }
    };
  }

  synchronized PatchConvolution patchConvolution(Precision precision) {
    if (absent(Cudnn::problem)) {
      return PatchConvolution.NONE;
    }
    Cudnn[] made = new Cudnn[1];
    caller.call("starting cuDNN", () -> made[0] = new Cudnn(stream, precision));
    Cudnn cudnn = made[0];
    closing.add(cudnn::close);
    return new PatchConvolution() {
      @Override
      public boolean offers(PatchExtents extents, DeviceWeight projection) {
        return cudnn.offers(extents, projection);
      }

      @Override
      public void project(PatchExtents e, long images, long weight, long bias, long out) {
        caller.call("a convolution by cuDNN", () -> cudnn.project(e, images, weight, bias, out));
      }
    };
  }

  /** The device's context is current. */
  @Override
  public synchronized void close() {
    closing.forEach(NvidiaDriver::attempt);
    closing.clear();
  }
}
