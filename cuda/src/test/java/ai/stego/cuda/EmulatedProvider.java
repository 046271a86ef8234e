package ai.stego.cuda;

import ai.stego.tensor.Backend;
import ai.stego.tensor.BackendOptions;
import ai.stego.tensor.BackendProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Offers the CUDA backend on the emulation, so that the tests of the layers above can ask for it.
 */
public final class EmulatedProvider implements BackendProvider {
  /** The name by which it is asked for. */
  static final String NAME = "emulated-cuda";

  /** For {@link java.util.ServiceLoader}. */
  public EmulatedProvider() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String device() {
    return NAME;
  }

  @Override
  public int rank() {
    return -1;
  }

  @Override
  public Optional<String> unavailable() {
    Path library = Path.of(System.getProperty("stego.emulation", ""), "libemulation.so");
    return Files.exists(library)
        ? Optional.empty()
        : Optional.of("there is no " + library + ": it is made by a C++ compiler");
  }

  @Override
  public Backend open(BackendOptions options) {
    return new CudaBackend(new EmulatedDriver(), options);
  }
}
