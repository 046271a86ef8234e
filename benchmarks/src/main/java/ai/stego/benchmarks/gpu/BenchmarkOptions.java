package ai.stego.benchmarks.gpu;

import ai.stego.tensor.InputException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * What is asked for on the command line.
 *
 * @param backend its name
 * @param small whether tiny extents are run, once each
 * @param only which cases, by their names
 * @param out the folder for the results
 */
record BenchmarkOptions(String backend, boolean small, Pattern only, Path out) {
  static final String USAGE = "expected [--backend NAME] [--small] [--only REGEX] [--out FOLDER]";

  static BenchmarkOptions parse(String[] arguments) {
    String backend = "cuda";
    boolean small = false;
    Pattern only = Pattern.compile("");
    Path out = Path.of(".");
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i].equals("--small")) {
        small = true;
        continue;
      }
      if (i + 1 == arguments.length) {
        throw new InputException(USAGE + ", not " + arguments[i]);
      }
      String value = arguments[++i];
      switch (arguments[i - 1]) {
        case "--backend" -> backend = value;
        case "--only" -> only = Pattern.compile(value);
        case "--out" -> out = Path.of(value);
        default -> throw new InputException(USAGE + ", not " + arguments[i - 1]);
      }
    }
    return new BenchmarkOptions(backend, small, only, out);
  }
}
