package ai.stego.cli;

import ai.stego.tensor.Backend;
import ai.stego.tensor.BackendOptions;
import ai.stego.tensor.Backends;
import ai.stego.tensor.Precision;
import picocli.CommandLine.Option;

/** Where a command computes. */
final class DeviceOptions {
  @Option(
      names = "--device",
      paramLabel = "NAME",
      defaultValue = Backends.AUTO,
      description = "auto, cpu, cuda, cuda:1 or a backend's name (default: ${DEFAULT-VALUE}).")
  private String device;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "0",
      description = "CPU threads; 0 is one for each processor (default).")
  private int threads;

  @Option(
      names = "--precision",
      paramLabel = "NAME",
      defaultValue = "float32",
      description = {
        "What a GPU multiplies matrices in: float32,",
        "tf32, bf16 or fp16 (default: ${DEFAULT-VALUE})."
      })
  private Precision precision;

  String device() {
    return device;
  }

  BackendOptions options() {
    return BackendOptions.DEFAULT.withThreads(threads).withPrecision(precision);
  }

  /** Opens the backend that was asked for. */
  Backend open() {
    return Backends.open(device, options());
  }
}
