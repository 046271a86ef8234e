package ai.stego.benchmarks.gpu;

import ai.stego.benchmarks.work.Inputs;
import ai.stego.benchmarks.work.Sizes;
import ai.stego.cuda.DeviceMeter;
import ai.stego.tensor.Backend;
import ai.stego.tensor.BackendOptions;
import ai.stego.tensor.Backends;
import ai.stego.tensor.InputException;
import ai.stego.tensor.Precision;
import ai.stego.tensor.Rng;
import ai.stego.tensor.Scope;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Measures every case in every precision that matters to it; prints a table, writes JSON. */
public final class GpuBenchmarks {
  /** The file that is written, in the folder that was asked for. */
  static final String RESULT = "stego.json";

  private static final int ROUNDS = 9;
  private static final double ROUND_MILLISECONDS = 40;

  private final BenchmarkOptions options;
  private final PrintStream log;
  private final List<Measurement> results = new ArrayList<>();
  private String description = "";
  private String clock = "";

  private GpuBenchmarks(BenchmarkOptions options, PrintStream log) {
    this.options = options;
    this.log = log;
  }

  /**
   * Runs.
   *
   * @param arguments see {@link BenchmarkOptions#USAGE}
   */
  public static void main(String[] arguments) {
    try {
      System.exit(run(arguments, System.out, System.err));
    } catch (InputException | IOException e) {
      System.err.println("gpu-benchmarks: " + e.getMessage());
      System.exit(2);
    }
  }

  /**
   * Measures what was asked for.
   *
   * @return 0, or 1 if a case failed
   */
  static int run(String[] arguments, PrintStream out, PrintStream log) throws IOException {
    BenchmarkOptions options = BenchmarkOptions.parse(arguments);
    ResultFile file = new GpuBenchmarks(options, log).measure();
    Files.createDirectories(options.out());
    ResultWriter.write(file, options.out().resolve(RESULT));
    String table = MarkdownTable.of(file);
    Files.writeString(options.out().resolve("stego.md"), table);
    out.print(table);
    return file.results().stream().allMatch(Measurement::ok) ? 0 : 1;
  }

  private ResultFile measure() {
    Sizes sizes = new Sizes(options.small());
    List<Case> cases =
        Stream.of(
                CeilingCases.of(sizes),
                TransformerCases.of(sizes),
                LossCases.of(sizes),
                ClusterCases.of(sizes),
                ModelCases.of(sizes))
            .flatMap(List::stream)
            .filter(each -> options.only().matcher(each.name()).find())
            .toList();
    if (cases.isEmpty()) {
      throw new InputException("no case has a name like " + options.only());
    }
    for (Case each : cases) {
      for (Precision precision : Precisions.of(onGpu())) {
        if (each.everyPrecision() || precision == Precision.FLOAT32) {
          log.println(each.name() + ", " + Precisions.name(precision));
          results.add(measure(each, precision));
        }
      }
    }
    String software = "Java " + Runtime.version();
    return new ResultFile("stego", description, software, clock, options.small(), results);
  }

  private boolean onGpu() {
    return options.backend().contains("cuda");
  }

  /** Each case has a backend of its own, so that one that fails leaves nothing to the next. */
  private Measurement measure(Case each, Precision precision) {
    BackendOptions how =
        new BackendOptions(
            BackendOptions.DEFAULT.threads(), precision, BackendOptions.DEFAULT.device());
    try (Backend backend = Backends.open(options.backend(), how);
        Scope scope = backend.scope()) {
      DeviceMeter meter = DeviceMeter.of(backend);
      description = description.isEmpty() ? backend.description() : description;
      clock = meter.clock();
      return measure(each, precision, new Inputs(backend, scope, Rng.of(1)), meter);
    }
  }

  private Measurement measure(Case each, Precision precision, Inputs inputs, DeviceMeter meter) {
    String name = Precisions.name(precision);
    try {
      List<Runnable> sets = each.setup().open(inputs);
      OptionalLong before = meter.usedBytes();
      Sampler sampler =
          options.small()
              ? new Sampler(meter, 1, 0)
              : new Sampler(meter, ROUNDS, ROUND_MILLISECONDS);
      Sampler.Times times = sampler.measure(sets);
      OptionalLong peak = meter.peakBytes();
      OptionalLong beyond =
          peak.isPresent() && before.isPresent()
              ? OptionalLong.of(peak.getAsLong() - before.getAsLong())
              : OptionalLong.empty();
      return Measurement.of(each, name, times, beyond);
    } catch (IllegalArgumentException | IllegalStateException | UnsupportedOperationException e) {
      return Measurement.failed(each, name, firstLine(e));
    }
  }

  private static String firstLine(RuntimeException e) {
    String message = e.getMessage() == null ? e.toString() : e.getMessage();
    return message.lines().findFirst().orElse(e.toString()).replace('|', '/');
  }
}
