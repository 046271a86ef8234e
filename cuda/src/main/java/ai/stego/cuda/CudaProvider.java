package ai.stego.cuda;

import ai.stego.tensor.Backend;
import ai.stego.tensor.BackendOptions;
import ai.stego.tensor.BackendProvider;
import ai.stego.tensor.InputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Offers the CUDA backend where there is an NVIDIA GPU with a driver that the kernels can use. */
public final class CudaProvider implements BackendProvider {
  private static Optional<NvidiaDevices.Problem> problem;

  /** For {@link java.util.ServiceLoader}. */
  public CudaProvider() {}

  @Override
  public String name() {
    return CudaBackend.NAME;
  }

  @Override
  public String device() {
    return CudaBackend.NAME;
  }

  @Override
  public int rank() {
    return 200;
  }

  @Override
  public Optional<String> unavailable() {
    return problem().map(NvidiaDevices.Problem::reason);
  }

  @Override
  public boolean expected() {
    return problem().map(NvidiaDevices.Problem::worthMentioning).orElse(true);
  }

  /** Found once: neither drivers nor devices come while the JVM runs. */
  private static synchronized Optional<NvidiaDevices.Problem> problem() {
    if (problem == null) {
      problem = look();
    }
    return problem;
  }

  private static Optional<NvidiaDevices.Problem> look() {
    try {
      return KernelFiles.find()
          .map(NvidiaDevices::problem)
          .orElseGet(() -> Optional.of(new NvidiaDevices.Problem(KernelFiles.missing(), false)));
    } catch (RuntimeException | LinkageError e) {
      return Optional.of(new NvidiaDevices.Problem(e.toString(), true));
    }
  }

  @Override
  public List<String> details() {
    List<String> lines = new ArrayList<>();
    try {
      KernelFiles.find()
          .ifPresent(
              files -> lines.add(files.size() + " kernels, compiled by CUDA " + files.compiler()));
      if (unavailable().isEmpty()) {
        lines.addAll(NvidiaDevices.details());
        lines.addAll(NvidiaLibraries.details());
      }
    } catch (RuntimeException | LinkageError e) {
      lines.add(e.toString());
    }
    return lines;
  }

  @Override
  public Backend open(BackendOptions options) {
    unavailable()
        .ifPresent(
            reason -> {
              throw new InputException("backend " + CudaBackend.NAME + ": " + reason);
            });
    NvidiaDriver driver = NvidiaDriver.open(options.device());
    try {
      return new CudaBackend(driver, options);
    } catch (RuntimeException | Error e) {
      driver.close();
      throw e;
    }
  }
}
