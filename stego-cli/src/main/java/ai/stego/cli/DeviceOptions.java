package ai.stego.cli;

import ai.stego.tensor.Backend;
import ai.stego.tensor.BackendOptions;
import ai.stego.tensor.Backends;
import picocli.CommandLine.Option;

/** Where a command computes. */
final class DeviceOptions {
  @Option(
      names = "--device",
      paramLabel = "NAME",
      defaultValue = Backends.AUTO,
      description = "auto, cpu, cuda or a backend's name (default: ${DEFAULT-VALUE}).")
  private String device;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "0",
      description = "CPU threads; 0 is one for each processor (default).")
  private int threads;

  String device() {
    return device;
  }

  int threads() {
    return threads;
  }

  /** Opens the backend that was asked for. */
  Backend open() {
    return Backends.open(device, BackendOptions.DEFAULT.withThreads(threads));
  }
}
