package ai.stego.tensor.cpu;

import ai.stego.tensor.Backend;
import ai.stego.tensor.BackendOptions;
import ai.stego.tensor.BackendProvider;
import ai.stego.tensor.InputException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Optional;

/**
 * Offers the vector backend where the JVM has the Vector API module. The classes that name the
 * module are loaded by name, and only then, so that this one works without it.
 */
public final class VectorProvider implements BackendProvider {
  /** The name by which it is asked for. */
  public static final String NAME = "vector";

  /** The JVM flag without which it cannot work. */
  public static final String FLAG = "--add-modules jdk.incubator.vector";

  private static final String MODULE = "jdk.incubator.vector";
  private static final String BACKEND = "ai.stego.tensor.cpu.vector.VectorBackend";

  /** For {@link java.util.ServiceLoader}. */
  public VectorProvider() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String device() {
    return HostStorage.MEMORY;
  }

  @Override
  public int rank() {
    return 100;
  }

  @Override
  public Optional<String> unavailable() {
    return ModuleLayer.boot().findModule(MODULE).isPresent()
        ? Optional.empty()
        : Optional.of("the JVM runs without " + FLAG);
  }

  /**
   * Without HotSpot's optimising compiler every vector is an object, and the scalar backend is many
   * times faster. The JVM says so in {@code java.vm.info} (JDK 17 and 25): "interpreted mode" with
   * {@code -Xint}, "emulated-client" with {@code -XX:TieredStopAtLevel=1}. Reading a property costs
   * nothing; levels 0, 2 and 3, which nobody sets but to debug the JVM, it does not tell.
   */
  @Override
  public Optional<String> discouraged() {
    String mode = System.getProperty("java.vm.info", "");
    return mode.contains("interpreted mode") || mode.contains("emulated-client")
        ? Optional.of(
            "the JVM runs without its optimising compiler ("
                + mode
                + "), which makes vectors slow; leave out -Xint and -XX:TieredStopAtLevel")
        : Optional.empty();
  }

  @Override
  public Backend open(BackendOptions options) {
    unavailable()
        .ifPresent(
            reason -> {
              throw new InputException("backend " + NAME + ": " + reason);
            });
    try {
      return (Backend)
          MethodHandles.lookup()
              .findStatic(
                  Class.forName(BACKEND),
                  "open",
                  MethodType.methodType(Backend.class, BackendOptions.class))
              .invokeExact(options);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("the vector backend could not be loaded", e);
    }
  }
}
