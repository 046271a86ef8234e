package ai.stego.benchmarks.paired;

import ai.stego.benchmarks.peak.Bandwidth;
import ai.stego.benchmarks.peak.Peak;
import ai.stego.tensor.Backend;
import ai.stego.tensor.BackendOptions;
import ai.stego.tensor.Backends;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.stream.Stream;

/** What the figures were measured on. */
final class Machine {
  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
  private static final int LOOKS = 20;

  private Machine() {}

  /** The name of the processor, the JDK, the commit, the time, the load. */
  static String description() {
    return String.format(
        Locale.ROOT,
        "%s, %d processors, %s; JDK %s (%s); commit %s; %s; load %.1f",
        processor(),
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("os.name"),
        Runtime.version(),
        System.getProperty("java.vm.vendor"),
        System.getProperty("stego.commit", "unknown"),
        Instant.now().truncatedTo(ChronoUnit.MINUTES),
        load());
  }

  /** The load average of the last minute; negative where the system keeps none. */
  static double load() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }

  /** What so many threads reach at best, measured now. */
  static String ceilings(int threads) {
    BackendOptions options = BackendOptions.DEFAULT.withThreads(threads);
    try (Backend backend = Backends.open("scalar", options)) {
      Peak peak = new Peak(backend.parallel());
      double[] rates =
          Stream.generate(peak::flopsPerSecond).limit(LOOKS).mapToDouble(r -> r).toArray();
      double bytes = new Bandwidth(backend.parallel()).bytesPerSecond();
      return String.format(
          Locale.ROOT,
          "%d thread%s: %.0f GFLOP/s multiply-adds in registers (median of %d looks; best %.0f),"
              + " %.1f GB/s copying memory",
          threads,
          threads == 1 ? "" : "s",
          Statistics.of(rates).median() * 1e-9,
          LOOKS,
          java.util.Arrays.stream(rates).max().orElseThrow() * 1e-9,
          bytes * 1e-9);
    }
  }

  private static String processor() {
    try (Stream<String> lines = Files.lines(PROCESSORS)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    } catch (IOException e) {
      return System.getProperty("os.arch");
    }
  }
}
