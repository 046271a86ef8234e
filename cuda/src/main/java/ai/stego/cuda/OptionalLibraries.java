package ai.stego.cuda;

import ai.stego.tensor.InputException;
import java.util.Optional;

/** Whether NVIDIA's libraries are used where they are found, by a system property. */
final class OptionalLibraries {
  /** {@code auto} (default) or {@code none}: the kernels of this project do everything. */
  static final String PROPERTY = "stego.cuda.libraries";

  private OptionalLibraries() {}

  /** Why none is looked for, or empty. */
  static Optional<String> refused() {
    String value = System.getProperty(PROPERTY, "auto").strip();
    if (value.equals("none")) {
      return Optional.of("-D" + PROPERTY + "=none");
    }
    if (value.equals("auto")) {
      return Optional.empty();
    }
    throw new InputException(PROPERTY + ": expected auto or none, got " + value);
  }
}
