package ai.stego.cuda;

import ai.stego.tensor.InputException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jcuda.CudaException;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdevice_attribute;
import jcuda.driver.JCudaDriver;

/** What GPUs there are, and whether the kernels can run on them. */
final class NvidiaDevices {
  /** The least compute capability that the kernels are compiled for. */
  static final int LEAST_MAJOR = 8;

  private NvidiaDevices() {}

  /** Why nothing can be used here, and whether there is something that ought to work. */
  record Problem(String reason, boolean worthMentioning) {}

  /**
   * Looks for the driver and the devices.
   *
   * @param files the compiled kernels
   * @return why no device can be used, or empty if one can
   */
  static Optional<Problem> problem(KernelFiles files) {
    Optional<String> natives = JCudaNatives.driverProblem();
    if (natives.isPresent()) {
      return Optional.of(new Problem(natives.get(), false));
    }
    try {
      JCudaDriver.cuInit(0);
      if (count() == 0) {
        return Optional.of(new Problem("there is no NVIDIA GPU", false));
      }
      return oldDriver(files).or(() -> oldDevices()).map(reason -> new Problem(reason, true));
    } catch (CudaException e) {
      return e.getMessage().equals(CudaErrors.NO_DEVICE)
          ? Optional.of(new Problem("there is no NVIDIA GPU", false))
          : Optional.of(
              new Problem(
                  "the NVIDIA driver does not start: " + CudaErrors.text(e.getMessage()), true));
    }
  }

  /** How many devices there are. */
  static int count() {
    int[] count = new int[1];
    JCudaDriver.cuDeviceGetCount(count);
    return count[0];
  }

  /** The newest CUDA that the driver knows, such as {@code "13.0"}. */
  static String driverVersion() {
    int[] version = new int[1];
    JCudaDriver.cuDriverGetVersion(version);
    return version[0] / 1000 + "." + version[0] % 1000 / 10;
  }

  /** Machine code runs on drivers of the compiler's major version and newer ones. */
  private static Optional<String> oldDriver(KernelFiles files) {
    int needed = major(files.compiler());
    String there = driverVersion();
    return major(there) >= needed
        ? Optional.empty()
        : Optional.of(
            "the NVIDIA driver is too old: it is for CUDA %s, the kernels need one for CUDA %d%s"
                .formatted(there, needed, needed == 13 ? " (release 580 or newer)" : ""));
  }

  private static int major(String version) {
    return Integer.parseInt(version.substring(0, version.indexOf('.')));
  }

  private static Optional<String> oldDevices() {
    Optional<String> first = Optional.empty();
    for (int index = count() - 1; index >= 0; index--) {
      first = tooOld(properties(index));
      if (first.isEmpty()) {
        return first;
      }
    }
    return first;
  }

  private static Optional<String> tooOld(DeviceProperties device) {
    return device.major() >= LEAST_MAJOR
        ? Optional.empty()
        : Optional.of(
            "%s has compute capability %d.%d, the kernels need %d.0 or more (Ampere or newer)"
                .formatted(device.name(), device.major(), device.minor(), LEAST_MAJOR));
  }

  /**
   * Checks that a device can be used.
   *
   * @param index which one
   * @return what it is
   * @throws InputException if there is none of that index, or it is too old
   */
  static DeviceProperties require(int index) {
    int count = count();
    if (index >= count) {
      throw new InputException(
          "device cuda:%d: there %s"
              .formatted(
                  index,
                  count == 1
                      ? "is one NVIDIA GPU, cuda:0"
                      : "are " + count + " NVIDIA GPUs, cuda:0 to cuda:" + (count - 1)));
    }
    DeviceProperties device = properties(index);
    tooOld(device)
        .ifPresent(
            reason -> {
              throw new InputException("device cuda:" + index + ": " + reason);
            });
    return device;
  }

  static CUdevice device(int index) {
    CUdevice device = new CUdevice();
    JCudaDriver.cuDeviceGet(device, index);
    return device;
  }

  static DeviceProperties properties(int index) {
    CUdevice device = device(index);
    byte[] name = new byte[256];
    JCudaDriver.cuDeviceGetName(name, name.length, device);
    long[] total = new long[1];
    JCudaDriver.cuDeviceTotalMem(total, device);
    return new DeviceProperties(
        text(name),
        attribute(device, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR),
        attribute(device, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR),
        attribute(device, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT),
        attribute(device, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN),
        total[0]);
  }

  /** The driver and each device, in a line each. */
  static List<String> details() {
    List<String> lines = new ArrayList<>();
    lines.add("driver for CUDA " + driverVersion());
    for (int index = 0; index < count(); index++) {
      DeviceProperties device = properties(index);
      lines.add(
          "cuda:%d %s, compute capability %d.%d, %d multiprocessors, %d MiB"
              .formatted(
                  index,
                  device.name(),
                  device.major(),
                  device.minor(),
                  device.multiprocessors(),
                  device.totalBytes() >> 20));
    }
    return lines;
  }

  private static int attribute(CUdevice device, int which) {
    int[] value = new int[1];
    JCudaDriver.cuDeviceGetAttribute(value, which, device);
    return value[0];
  }

  /** C text: what stands before the first zero. */
  private static String text(byte[] bytes) {
    int length = 0;
    while (length < bytes.length && bytes[length] != 0) {
      length++;
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }
}
