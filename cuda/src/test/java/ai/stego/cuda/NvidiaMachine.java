package ai.stego.cuda;

import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.testing.OtherJvm;
import ai.stego.tensor.testing.Skip;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs programs in a JVM of their own that finds an NVIDIA driver: JCuda's real native library on
 * the emulated {@code libcuda.so.1}, or with {@code -Dstego.gpu=required} on the machine's own.
 */
final class NvidiaMachine {
  private static final Path LIBRARIES =
      Path.of(System.getProperty("stego.emulation", "target/emulation"), "driver").toAbsolutePath();

  private final Map<String, String> environment = new HashMap<>();

  /** The machine with its driver, or the emulated one. */
  NvidiaMachine() {
    if (!real()) {
      Skip.unless(
          Files.exists(LIBRARIES.resolve("libcuda.so.1")), "there is no emulated libcuda.so.1");
      environment.put("LD_LIBRARY_PATH", LIBRARIES.toString());
    }
  }

  /** The folder of the emulated kernels, as {@link KernelFiles} reads it. */
  static String kernels() {
    return "-D" + KernelFiles.PROPERTY + "=" + LIBRARIES;
  }

  static boolean real() {
    return System.getProperty("stego.gpu", "").equals("required");
  }

  /** The same with a variable of the emulated machine set. */
  NvidiaMachine with(String variable, String value) {
    Skip.unless(!real(), "a real machine is as it is");
    environment.put("STEGO_EMULATION_" + variable, value);
    return this;
  }

  /** Runs a scenario of {@link NvidiaScenario}; returns what it printed. */
  String run(String scenario, String... flags) throws IOException, InterruptedException {
    List<String> all =
        Stream.concat(Stream.of("-Dscenario=" + scenario), Stream.of(flags))
            .collect(Collectors.toList());
    if (!real()) {
      all.add(kernels());
    }
    // Else JDK 24 and later warn where the program prints.
    all.add("--enable-native-access=ALL-UNNAMED");
    String output = OtherJvm.run(environment, NvidiaScenario.class, all.toArray(new String[0]));
    assertTrue(!output.contains("\tat "), output);
    return output.replaceAll("WARNING: Using incubator modules.*\\R", "");
  }
}
