package ai.stego.cuda;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;

/** The device that the tests of this module run on. */
final class TestDevices {
  private TestDevices() {}

  /**
   * Opens the emulated device, or with {@code -Dstego.gpu=required} the machine's own. Without the
   * emulation a test is skipped, with a sentence; without the GPU that is required it fails.
   */
  static Driver open() {
    if (NvidiaMachine.real()) {
      return NvidiaDriver.open(0);
    }
    assumeEmulation();
    return new EmulatedDriver();
  }

  /** Skips a test that is about the emulation itself where it could not be built. */
  static void assumeEmulation() {
    assumeTrue(
        Files.exists(EmulatedDriver.Build.chosen().library("kernels")),
        "the emulated GPU was not built: it needs g++ and an x86-64-v3 CPU");
  }
}
