package ai.stego.benchmarks.gpu;

import ai.stego.tensor.Backend;
import ai.stego.tensor.BackendOptions;
import ai.stego.tensor.Backends;
import ai.stego.tensor.InputException;

/** Opens a backend and says what it is, or in one line why it cannot be used. */
public final class DeviceCheck {
  private DeviceCheck() {}

  /**
   * Runs.
   *
   * @param arguments the backend's name
   */
  public static void main(String[] arguments) {
    try (Backend backend = Backends.open(arguments[0], BackendOptions.DEFAULT)) {
      System.out.println(backend.description());
    } catch (InputException e) {
      System.err.println(e.getMessage());
      System.exit(2);
    }
  }
}
