package ai.stego.cuda;

import java.util.HashMap;
import java.util.Map;
import jcuda.driver.CUfunction;
import jcuda.driver.CUfunction_attribute;
import jcuda.driver.CUmodule;
import jcuda.driver.JCudaDriver;

/** Kernels in the memory of one device; a file is loaded when its first kernel is asked for. */
final class KernelLibrary {
  /** What a block may have of dynamic shared memory without being asked for more. */
  private static final int ORDINARY_SHARED_BYTES = 48 << 10;

  private final KernelFiles files;
  private final Map<String, CUmodule> modules = new HashMap<>();
  private final Map<String, Kernel> kernels = new HashMap<>();

  KernelLibrary(KernelFiles files) {
    this.files = files;
  }

  /** A kernel and the most dynamic shared memory that it was allowed. */
  private static final class Kernel {
    private final CUfunction function;
    private int sharedBytes = ORDINARY_SHARED_BYTES;

    Kernel(CUfunction function) {
      this.function = function;
    }
  }

  /**
   * Finds a kernel; the device's context is current.
   *
   * @param name its name
   * @param sharedBytes dynamic shared memory of a block
   * @return what is launched
   */
  synchronized CUfunction function(String name, int sharedBytes) {
    Kernel kernel = kernels.get(name);
    if (kernel == null) {
      kernel = load(name);
      kernels.put(name, kernel);
    }
    if (sharedBytes > kernel.sharedBytes) {
      allow(name, kernel, sharedBytes);
    }
    return kernel.function;
  }

  private Kernel load(String name) {
    String file = files.file(name);
    CUmodule module = modules.get(file);
    if (module == null) {
      CUmodule loaded = new CUmodule();
      byte[] image = files.read(file);
      CudaErrors.call(
          "loading the kernels of " + file, () -> JCudaDriver.cuModuleLoadData(loaded, image));
      modules.put(file, loaded);
      module = loaded;
    }
    CUmodule home = module;
    CUfunction function = new CUfunction();
    CudaErrors.call(
        "looking for the kernel " + name,
        () -> JCudaDriver.cuModuleGetFunction(function, home, name));
    return new Kernel(function);
  }

  private static void allow(String name, Kernel kernel, int sharedBytes) {
    CudaErrors.call(
        "asking for " + sharedBytes + " bytes of shared memory for the kernel " + name,
        () ->
            JCudaDriver.cuFuncSetAttribute(
                kernel.function,
                CUfunction_attribute.CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES,
                sharedBytes));
    kernel.sharedBytes = sharedBytes;
  }

  /** Takes the kernels off the device, whose context is current. */
  synchronized void unload() {
    kernels.clear();
    for (CUmodule module : modules.values()) {
      CudaErrors.call("unloading kernels", () -> JCudaDriver.cuModuleUnload(module));
    }
    modules.clear();
  }
}
