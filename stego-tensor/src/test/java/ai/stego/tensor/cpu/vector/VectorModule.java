package ai.stego.tensor.cpu.vector;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.stego.tensor.Backend;
import ai.stego.tensor.BackendOptions;
import ai.stego.tensor.Backends;

/** Skips tests, aloud, in a JVM without the Vector API. */
final class VectorModule {
  private VectorModule() {}

  static void assumePresent() {
    assumeTrue(
        ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent(),
        "needs a JVM with --add-modules jdk.incubator.vector");
  }

  static Backend open() {
    return Backends.open("vector", BackendOptions.DEFAULT.withThreads(2));
  }
}
