package ai.stego.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.testing.OtherJvm;
import ai.stego.tensor.testing.Skip;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The NVIDIA driver through JCuda's own native library, on an emulated or a real machine. */
class NvidiaDriverTest {
  private final NvidiaMachine machine = new NvidiaMachine();

  private static void has(String output, String part) {
    assertTrue(output.contains(part), output);
  }

  @Test
  void theBestBackendIsAUsableGpu() throws Exception {
    String output = machine.run("provider");
    has(output, "unavailable: no\n");
    has(output, "detail: driver for CUDA ");
    has(output, "detail: cuda:0 ");
    has(output, "detail: cuBLAS ");
    has(output, "detail: cuDNN ");
    has(output, "opened cuda:0 (");
    has(output, "best: cuda\n");
  }

  @Test
  void valuesSurviveTheWayToTheDeviceAndBack() throws Exception {
    String output = machine.run("copies");
    has(output, "copied: true\nbeside: true\n");
    has(output, "integers: [3, -5, 3]");
    has(output, "buffer: 22 33 33");
  }

  @Test
  void operationsAgreeWithTheScalarBackend() throws Exception {
    has(machine.run("operations", "-Dstego.ops=(relu|linear|patchEmbedding).*"), "agree: ");
  }

  @Test
  void cublasMultipliesAsTheScalarBackendDoes() throws Exception {
    String output = machine.run("products");
    has(output, "offered: true, small: false\n");
    has(output, "cublas: 8 products agree\n");
  }

  @Test
  void cudnnIsUsedUnderTheNameThatItsJavaHalfAsksFor() throws Exception {
    has(machine.run("patches"), "cudnn: the convolution agrees\n");
  }

  @Test
  void withoutCublasTheOwnKernelsDoEverything() throws Exception {
    String output = machine.run("products", "-Dstego.cuda.libraries=none");
    has(output, "offered: false, small: false\n");
    output = machine.run("provider", "-Dstego.cuda.libraries=none");
    String none = " is not used, own kernels are: -Dstego.cuda.libraries=none\n";
    has(output, "detail: cuBLAS" + none);
    has(output, "detail: cuDNN" + none);
  }

  @Test
  void aMistakeIsAnErrorThatSaysWhatWasBeingDone() throws Exception {
    List<String> lines = machine.run("errors").lines().toList();
    assertEquals("IllegalArgumentException: there is no kernel no_such_kernel", lines.get(0));
    assertEquals(
        "DriverException: asking for 1048576 bytes of shared memory for the kernel relu:"
            + " CUDA_ERROR_INVALID_VALUE (invalid argument)",
        lines.get(1));
    has(lines.get(2), "IllegalArgumentException: relu: parameter 0 is a class java.lang.String");
    assertEquals(
        "DriverException: freeing memory: CUDA_ERROR_INVALID_VALUE (invalid argument)",
        lines.get(3));
    assertEquals(
        "IllegalStateException: waiting for the device: the backend is closed", lines.get(4));
  }

  @Test
  void aFaultOfAKernelArrivesLaterAndTheDriverClosesAllTheSame() throws Exception {
    List<String> lines = machine.run("fault").lines().toList();
    has(lines.get(0), "DriverException: waiting for the device: CUDA_ERROR_ILLEGAL_ADDRESS (");
    has(lines.get(1), "DriverException: asking for the free memory: CUDA_ERROR_ILLEGAL_ADDRESS (");
    assertEquals("closed", lines.get(2));
  }

  @Test
  void tooLittleMemoryIsOneLineThatSaysWhatWasAskedForHeldAndFree() throws Exception {
    String output = machine.with("MEMORY", "67108864").run("memory");
    has(
        output,
        "InputException: cuda:0 is out of memory: 262144 MiB asked for, 4 MiB held, 59 MiB free of"
            + " 64 MiB\n");
  }

  @Test
  void aLimitOfMemoryHolds() throws Exception {
    String output = machine.run("memory", "-Dstego.cuda.memory=16m");
    has(output, "262144 MiB asked for, 4 MiB held");
    has(output, "; -Dstego.cuda.memory allows 16 MiB\n");
  }

  @Test
  void closingLeavesNothingBehind() throws Exception {
    assertEquals("left behind: 0\n", machine.run("closing"));
  }

  @Test
  void eventsMeasureTimeAndEveryThreadMayCall() throws Exception {
    assertEquals("time: true\nno error\n", machine.run("events"));
  }

  @Test
  void severalDevicesAreOpenedByIndex() throws Exception {
    List<String> lines = machine.with("DEVICES", "2").run("devices").lines().toList();
    assertEquals("[0.0, 2.0] [0.0, 4.0]", lines.get(0));
    has(lines.get(1), "InputException: relu: expected a tensor in cuda:1 memory");
    assertEquals(
        "InputException: device cuda:2: there are 2 NVIDIA GPUs, cuda:0 to cuda:1", lines.get(2));
    has(lines.get(3), "InputException: backend cuda:x: expected a GPU and its index");
  }

  @Test
  void aMachineWithoutADeviceSaysSo() throws Exception {
    String output = machine.with("DEVICES", "0").run("provider");
    has(output, "unavailable: there is no NVIDIA GPU\nexpected: false\n");
    has(output, "InputException: backend cuda: there is no NVIDIA GPU\nbest: vector\n");
  }

  @Test
  void anOldDriverSaysWhichIsNeeded() throws Exception {
    String output = machine.with("DRIVER", "12040").run("provider");
    has(
        output,
        "unavailable: the NVIDIA driver is too old: it is for CUDA 12.4, the kernels need one for"
            + " CUDA 13 (release 580 or newer)\nexpected: true\n");
    has(output, "best: vector\n");
  }

  @Test
  void anOldDeviceSaysWhatIsNeeded() throws Exception {
    String output = machine.with("CAPABILITY", "75").run("provider");
    has(output, "unavailable: emulated GPU has compute capability 7.5, the kernels need 8.0");
  }

  @Test
  void aPlatformWithoutNativeLibrariesSaysSo() throws Exception {
    String output = machine.with("DEVICES", "1").run("provider", "-Dos.arch=aarch64");
    has(output, "unavailable: JCuda has no native library for Linux aarch64 on the class path");
    has(output, "best: vector\n");
  }

  @Test
  void aMachineWithoutADriverSaysSo() throws Exception {
    Skip.unless(!NvidiaMachine.real(), "this machine has a driver");
    String output =
        OtherJvm.run(NvidiaScenario.class, "-Dscenario=provider", NvidiaMachine.kernels());
    has(output, "unavailable: there is no NVIDIA driver: libcuda.so.1 cannot be loaded\n");
    has(output, "expected: false\n");
  }
}
