package ai.stego.tensor.cpu.vector;

import ai.stego.tensor.Backend;
import ai.stego.tensor.BackendOptions;
import ai.stego.tensor.Backends;
import ai.stego.tensor.testing.Skip;

/** Skips tests, aloud, in a JVM without the Vector API. */
final class VectorModule {
  private VectorModule() {}

  static void assumePresent() {
    Skip.unless(
        ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent(),
        "needs a JVM with --add-modules jdk.incubator.vector");
  }

  static Backend open() {
    return Backends.open("vector", BackendOptions.DEFAULT.withThreads(2));
  }
}
