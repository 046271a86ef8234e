package ai.stego.benchmarks.paired;

import ai.stego.benchmarks.peak.Peak;
import ai.stego.benchmarks.work.Inputs;
import ai.stego.benchmarks.work.Sizes;
import ai.stego.tensor.Backend;
import ai.stego.tensor.BackendOptions;
import ai.stego.tensor.Backends;
import ai.stego.tensor.InputException;
import ai.stego.tensor.Rng;
import ai.stego.tensor.Scope;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Prints one table: our work, a peer's in turns with it in the same process where there is one, the
 * peak, and the goals. Each line is printed as soon as it is measured. {@link Rounds} says why this
 * is no JMH benchmark.
 */
public final class PairedTable {
  private final Options options;
  private final PrintStream out;
  private final PrintStream log;

  private PairedTable(Options options, PrintStream out, PrintStream log) {
    this.options = options;
    this.out = out;
    this.log = log;
  }

  /**
   * Runs.
   *
   * @param arguments see {@link Options#USAGE}
   */
  public static void main(String[] arguments) {
    try {
      run(arguments, System.out, System.err);
      // A peer may leave threads behind that are no daemons.
      System.exit(0);
    } catch (InputException | IOException e) {
      System.err.println("benchmark: " + e.getMessage());
      System.exit(2);
    }
  }

  static void run(String[] arguments, PrintStream out, PrintStream log) throws IOException {
    new PairedTable(Options.parse(arguments), out, log).print();
  }

  private void print() throws IOException {
    Peers peers =
        options.peers().isPresent() ? Peers.find(options.peers().get(), log) : Peers.none(log);
    Sizes sizes = new Sizes(options.quick());
    List<Case> cases =
        Stream.of(ForwardCases.of(sizes, peers), OtherCases.of(sizes))
            .flatMap(List::stream)
            .filter(each -> options.filter().matcher(each.label()).find())
            .toList();
    if (cases.isEmpty()) {
      throw new InputException("no line is about " + options.filter());
    }
    out.println(Machine.description());
    out.println(
        options.quick() ? "Once, cold, tiny where no peer is: these figures say nothing." : how());
    out.println();
    out.println(Line.heading());
    for (Case each : cases) {
      log.printf(Locale.ROOT, "%s (load %.1f)%n", each.label(), Machine.load());
      out.println(measure(each).markdown());
    }
  }

  /** The ceilings, and how the figures came about. */
  private String how() {
    String medians =
        String.format(
            Locale.ROOT,
            "Medians of up to %d rounds, in turns; of ratios also the quartiles.",
            options.rounds());
    return Peak.measurable()
        ? String.join(System.lineSeparator(), Machine.ceilings(1), Machine.ceilings(2), medians)
        : medians;
  }

  private Line measure(Case each) throws IOException {
    Line.Subject subject = options.quick() ? each.subject().unjudged() : each.subject();
    BackendOptions how = BackendOptions.DEFAULT.withThreads(subject.threads());
    try (Backend backend = Backends.open(options.backend(), how);
        Scope scope = backend.scope()) {
      Case.Contest contest = each.setup().open(new Inputs(backend, scope, Rng.of(1)));
      Runnable ours = contest.ours().run();
      if (subject.goal().unit() == Goal.Unit.KIBIBYTES) {
        if (!options.quick()) {
          WarmUp.run(ours);
        }
        return Line.ofAllocation(subject, Allocation.kibibytes(ours));
      }
      Optional<Peak> peak =
          Peak.measurable() && !options.quick()
              ? Optional.of(new Peak(backend.parallel()))
              : Optional.empty();
      Times times = new Rounds(options.patience(), peak).measure(ours, contest.peer());
      return Line.of(subject, times, contest.ours().flops(), each.beside());
    }
  }
}
