package ai.stego.cuda;

import jcuda.CudaException;
import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;

/** Turns JCuda's exceptions, which carry no more than an error's name, into ours. */
final class CudaErrors {
  static final String OUT_OF_MEMORY = CUresult.stringFor(CUresult.CUDA_ERROR_OUT_OF_MEMORY);
  static final String NO_DEVICE = CUresult.stringFor(CUresult.CUDA_ERROR_NO_DEVICE);

  private static final int CODES = 1000; // CUDA_ERROR_UNKNOWN, the highest, is 999

  private CudaErrors() {}

  /** One or more calls of the driver. */
  @FunctionalInterface
  interface Calls {
    void run();
  }

  /**
   * Calls the driver.
   *
   * @param doing what is being done, such as {@code "starting the kernel gelu"}
   * @param calls what to run
   * @throws DriverException if one of the calls fails
   */
  static void call(String doing, Calls calls) {
    try {
      calls.run();
    } catch (CudaException e) {
      throw exception(doing, e);
    }
  }

  static DriverException exception(String doing, CudaException cause) {
    DriverException exception = new DriverException(doing + ": " + text(cause.getMessage()));
    exception.initCause(cause);
    return exception;
  }

  /** An error's name and, in parentheses, what the driver says about it. */
  static String text(String name) {
    String[] text = new String[1];
    int code = code(name);
    if (code < 0 || JCudaDriver.cuGetErrorString(code, text) != 0 || text[0] == null) {
      return name;
    }
    return name + " (" + text[0] + ")";
  }

  private static int code(String name) {
    for (int code = 0; code < CODES; code++) {
      if (CUresult.stringFor(code).equals(name)) {
        return code;
      }
    }
    return -1;
  }
}
