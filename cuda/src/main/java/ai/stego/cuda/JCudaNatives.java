package ai.stego.cuda;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import jcuda.driver.JCudaDriver;

/**
 * Loads the native halves of JCuda. JCuda unpacks them into {@code java.io.tmpdir} under fixed
 * names and loads what it finds there, whoever put it there; so it is shown a folder of this
 * process alone, made for the purpose and deleted at once.
 */
final class JCudaNatives {
  private static final String TEMPORARY = "java.io.tmpdir";
  private static Optional<String> driverProblem;

  private JCudaNatives() {}

  /** Starts a JCuda class, whose initialiser loads its native library. */
  @FunctionalInterface
  interface Starter {
    void start();
  }

  /**
   * Loads the half that talks to the NVIDIA driver, once.
   *
   * @return why it cannot be loaded, in one line, or empty
   */
  static synchronized Optional<String> driverProblem() {
    if (driverProblem == null) {
      driverProblem = load(() -> JCudaDriver.setExceptionsEnabled(true));
    }
    return driverProblem;
  }

  /**
   * Loads a library.
   *
   * @param starter touches the JCuda class
   * @return why it cannot be loaded, in one line, or empty
   */
  static synchronized Optional<String> load(Starter starter) {
    Path folder = null;
    String before = System.getProperty(TEMPORARY);
    try {
      folder = Files.createTempDirectory("stego-jcuda");
      System.setProperty(TEMPORARY, folder.toString());
      starter.start();
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of("JCuda cannot be unpacked into " + before + ": " + e);
    } catch (LinkageError | RuntimeException e) {
      return Optional.of(reason(e));
    } finally {
      if (folder != null) {
        System.setProperty(TEMPORARY, before);
        delete(folder);
      }
    }
  }

  /** JCuda's text is two stack traces; the line in it that says something is looked for. */
  static String reason(Throwable failure) {
    String text = String.valueOf(failure.getMessage());
    String system = System.getProperty("os.name") + " " + System.getProperty("os.arch");
    if (text.contains("No resource found with name")) {
      return "JCuda has no native library for " + system + " on the class path";
    }
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.contains("libcuda.so") || lower.contains("nvcuda")) {
      return "there is no NVIDIA driver: libcuda.so.1 cannot be loaded";
    }
    for (String line : text.lines().toList()) {
      if (line.contains("cannot open shared object file") || line.contains("dependent librar")) {
        return line.replaceFirst(".*?\\.(so|dll)[^:]*: ", "").strip();
      }
    }
    return failure.getClass().getSimpleName() + ": " + text.lines().findFirst().orElse("");
  }

  /** A library that is loaded needs its file no longer; where that is not so (Windows) it stays. */
  private static void delete(Path folder) {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Files.delete(file);
      }
      Files.delete(folder);
    } catch (IOException e) {
      folder.toFile().deleteOnExit();
    }
  }
}
