package ai.stego.tensor.testing;

import ai.stego.tensor.Backend;
import ai.stego.tensor.BackendOptions;
import ai.stego.tensor.Backends;
import java.util.Arrays;
import java.util.List;

/**
 * The backends that tests run on: all that can be used here, or those that the system property
 * {@code stego.test.backends} names, which then must be usable.
 */
public final class TestBackends {
  private static final String WANTED = System.getProperty("stego.test.backends", "");

  private TestBackends() {}

  /**
   * The names of the backends to be tested; for {@code @MethodSource}.
   *
   * @return the names, best first
   */
  public static List<String> names() {
    if (!WANTED.isEmpty()) {
      return Arrays.asList(WANTED.split(","));
    }
    return Backends.report().stream()
        .filter(found -> found.unavailable().isEmpty())
        .map(Backends.Found::name)
        .toList();
  }

  /**
   * Opens a backend on all processors.
   *
   * @param name its name
   * @return the backend
   */
  public static Backend open(String name) {
    return Backends.open(name, BackendOptions.DEFAULT);
  }
}
