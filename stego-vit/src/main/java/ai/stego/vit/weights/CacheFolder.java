package ai.stego.vit.weights;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** Where downloaded files are kept, by each platform's convention. */
public final class CacheFolder {
  /** The environment variable that overrides the convention. */
  public static final String VARIABLE = "STEGO_CACHE";

  /** The system property that overrides them both. */
  public static final String PROPERTY = "stego.cache";

  private CacheFolder() {}

  /**
   * The folder for this user on this machine.
   *
   * @return an absolute path; the folder may not exist yet
   */
  public static Path standard() {
    String chosen = System.getProperty(PROPERTY, "");
    if (!chosen.isBlank()) {
      return Path.of(chosen).toAbsolutePath().normalize();
    }
    return choose(
        System.getenv(), System.getProperty("os.name"), Path.of(System.getProperty("user.home")));
  }

  /**
   * The folder for a given user: {@code STEGO_CACHE} if it is set; else {@code
   * %LOCALAPPDATA%\stego\Cache} on Windows, {@code ~/Library/Caches/stego} on a Mac, and {@code
   * $XDG_CACHE_HOME/stego} or {@code ~/.cache/stego} elsewhere (a relative {@code XDG_CACHE_HOME}
   * is ignored, as the XDG base directory specification asks).
   */
  static Path choose(Map<String, String> environment, String system, Path home) {
    String chosen = environment.getOrDefault(VARIABLE, "");
    if (!chosen.isBlank()) {
      return Path.of(chosen).toAbsolutePath().normalize();
    }
    String name = system.toLowerCase(Locale.ROOT);
    if (name.startsWith("windows")) {
      String local = environment.getOrDefault("LOCALAPPDATA", "");
      Path base = local.isBlank() ? home.resolve("AppData").resolve("Local") : Path.of(local);
      return base.resolve("stego").resolve("Cache").toAbsolutePath();
    }
    if (name.startsWith("mac")) {
      return home.resolve("Library").resolve("Caches").resolve("stego").toAbsolutePath();
    }
    String base = environment.getOrDefault("XDG_CACHE_HOME", "");
    Path caches =
        !base.isBlank() && Path.of(base).isAbsolute() ? Path.of(base) : home.resolve(".cache");
    return caches.resolve("stego").toAbsolutePath();
  }
}
