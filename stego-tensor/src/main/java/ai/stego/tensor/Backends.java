package ai.stego.tensor;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Picks a backend: an explicit name first, then the system property {@code stego.backend} or the
 * environment variable {@code STEGO_BACKEND}, then the best that works here. What was picked and
 * why is logged once. Asking for one that cannot be used is an error, never a quiet change.
 */
public final class Backends {
  /** Asks for the best backend that works. */
  public static final String AUTO = "auto";

  private static final String PROPERTY = "stego.backend";
  private static final String VARIABLE = "STEGO_BACKEND";
  private static final System.Logger LOG = System.getLogger(Backends.class.getName());
  private static final Set<String> SAID = ConcurrentHashMap.newKeySet();

  /**
   * A backend that was found, usable or not.
   *
   * @param name the name by which it is asked for
   * @param device the kind of device, {@code "cpu"} or {@code "cuda"}
   * @param unavailable why it cannot be used here, or empty
   * @param discouraged why it is used here only when asked for by name, or empty
   * @param details what else was found on the way, such as versions
   */
  public record Found(
      String name,
      String device,
      Optional<String> unavailable,
      Optional<String> discouraged,
      List<String> details) {}

  private Backends() {}

  /**
   * Opens the best backend, on all processors.
   *
   * @return the backend, to be closed by the caller
   */
  public static Backend open() {
    return open(AUTO, BackendOptions.DEFAULT);
  }

  /**
   * Opens a backend.
   *
   * @param wanted {@code "auto"}, a kind of device such as {@code "cpu"}, a backend's name such as
   *     {@code "vector"}, or a device's kind and index such as {@code "cuda:1"}
   * @param options threads, precision, and the device unless {@code wanted} has an index
   * @return the backend, to be closed by the caller
   * @throws InputException if it is not known or cannot be used here
   */
  public static Backend open(String wanted, BackendOptions options) {
    String name = wanted.toLowerCase(Locale.ROOT);
    String why = "as asked";
    if (name.equals(AUTO)) {
      Optional<String> preset = preset();
      name = preset.orElse(AUTO).toLowerCase(Locale.ROOT);
      why = preset.isPresent() ? "by " + PROPERTY + " or " + VARIABLE : "the best that works";
    }
    int colon = name.indexOf(':');
    String kind = colon < 0 ? name : name.substring(0, colon);
    BackendProvider provider = choose(kind, providers());
    Backend backend =
        provider.open(colon < 0 ? options : options.withDevice(index(provider, name, colon)));
    say(System.Logger.Level.DEBUG, "backend " + backend.description() + ", " + why);
    return backend;
  }

  /**
   * All backends on the class path, best first.
   *
   * @return what was found
   */
  public static List<Found> report() {
    return providers().stream()
        .map(p -> new Found(p.name(), p.device(), p.unavailable(), p.discouraged(), p.details()))
        .collect(Collectors.toList());
  }

  /** The index behind the colon, for providers that have several devices. */
  private static int index(BackendProvider provider, String name, int colon) {
    String index = name.substring(colon + 1);
    if (!index.matches("\\d{1,4}") || provider.device().equals("cpu")) {
      throw new InputException(
          "backend " + name + ": expected a GPU and its index, such as cuda:1, or a plain name");
    }
    return Integer.parseInt(index);
  }

  private static Optional<String> preset() {
    return Optional.ofNullable(System.getProperty(PROPERTY))
        .or(() -> Optional.ofNullable(System.getenv(VARIABLE)))
        .filter(value -> !value.isBlank());
  }

  private static BackendProvider choose(String name, List<BackendProvider> all) {
    List<BackendProvider> candidates =
        all.stream()
            .filter(p -> name.equals(AUTO) || p.device().equals(name) || p.name().equals(name))
            .collect(Collectors.toList());
    if (candidates.isEmpty()) {
      String known = all.stream().map(BackendProvider::name).collect(Collectors.joining(", "));
      throw new InputException(
          "backend " + name + ": not on the class path; there are auto, cpu, " + known);
    }
    return best(name, candidates);
  }

  /** The first that can be used; a discouraged one only by its name, or when nothing else can. */
  private static BackendProvider best(String name, List<BackendProvider> candidates) {
    BackendProvider lastResort = null;
    for (BackendProvider candidate : candidates) {
      Optional<String> cannot = candidate.unavailable();
      if (cannot.isPresent() && candidates.size() == 1) {
        throw new InputException("backend " + name + ": " + cannot.get());
      }
      Optional<String> reason =
          candidate.name().equals(name) ? cannot : cannot.or(candidate::discouraged);
      if (reason.isEmpty()) {
        return candidate;
      }
      if (cannot.isEmpty() && lastResort == null) {
        lastResort = candidate;
      }
      boolean surprising = cannot.isEmpty() || candidate.expected();
      say(
          surprising ? System.Logger.Level.WARNING : System.Logger.Level.DEBUG,
          "the faster backend " + candidate.name() + " is not used: " + reason.get());
    }
    if (lastResort != null) {
      return lastResort;
    }
    throw new InputException("backend " + name + ": none of them can be used here");
  }

  private static List<BackendProvider> providers() {
    List<BackendProvider> found = new ArrayList<>();
    try {
      ServiceLoader.load(BackendProvider.class, Backends.class.getClassLoader())
          .forEach(found::add);
    } catch (ServiceConfigurationError e) {
      throw new InputException("a backend on the class path is broken: " + e.getMessage(), e);
    }
    found.sort(Comparator.comparingInt(BackendProvider::rank).reversed());
    return found;
  }

  private static void say(System.Logger.Level level, String line) {
    if (SAID.add(line)) {
      LOG.log(level, line);
    }
  }
}
