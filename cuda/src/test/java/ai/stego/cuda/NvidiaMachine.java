package ai.stego.cuda;

import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.testing.OtherJvm;
import ai.stego.tensor.testing.Skip;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs programs in a JVM of their own that finds an NVIDIA driver: JCuda's real native library on
 * the emulated {@code libcuda.so.1}, or with {@code -Dstego.gpu=required} on the machine's own.
 */
final class NvidiaMachine {
  private static final byte[] FATBIN = {0x50, (byte) 0xed, 0x55, (byte) 0xba};
  private static final Pattern KERNEL = Pattern.compile("EXPORT_KERNEL\\((\\w+),");

  private final Path folder;
  private final Map<String, String> environment = new HashMap<>();

  /**
   * Describes a machine.
   *
   * @param folder an empty one, for the index of the emulated kernels
   */
  NvidiaMachine(Path folder) throws IOException {
    this.folder = folder;
    if (!real()) {
      Path emulation = Path.of(System.getProperty("stego.emulation", "target/emulation"));
      Path library = emulation.resolve("driver").toAbsolutePath();
      Skip.unless(
          Files.exists(library.resolve("libcuda.so.1")), "the emulated libcuda.so.1 was not built");
      environment.put("LD_LIBRARY_PATH", library.toString());
      writeIndex();
    }
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

  /** The emulated driver takes the kernels from a library; what it loads need only look right. */
  private void writeIndex() throws IOException {
    Files.write(folder.resolve("all.fatbin"), FATBIN);
    try (Stream<Path> files = Files.list(Path.of("kernels"))) {
      List<Path> sources = files.filter(f -> f.toString().endsWith(".cu")).toList();
      StringBuilder index = new StringBuilder("cuda 13.0\n");
      for (Path source : sources) {
        Matcher kernel = KERNEL.matcher(Files.readString(source, StandardCharsets.UTF_8));
        while (kernel.find()) {
          index.append(kernel.group(1)).append(" all.fatbin\n");
        }
      }
      Files.writeString(folder.resolve("index"), index);
    }
  }

  /** Runs a scenario of {@link NvidiaScenario}; returns what it printed. */
  String run(String scenario, String... flags) throws IOException, InterruptedException {
    List<String> all =
        Stream.concat(Stream.of("-Dscenario=" + scenario), Stream.of(flags))
            .collect(Collectors.toList());
    if (!real()) {
      all.add("-D" + KernelFiles.PROPERTY + "=" + folder);
    }
    String output = OtherJvm.run(environment, NvidiaScenario.class, all.toArray(new String[0]));
    assertTrue(!output.contains("\tat "), output);
    return output.replaceAll("WARNING: Using incubator modules.*\\R", "");
  }
}
