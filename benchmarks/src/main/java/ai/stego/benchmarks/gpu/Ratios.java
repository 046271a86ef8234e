package ai.stego.benchmarks.gpu;

import ai.stego.tensor.InputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Puts our results beside a peer's: one line for each case that both measured. */
public final class Ratios {
  private static final String NEW_LINE = System.lineSeparator();

  private final ResultFile ours;
  private final ResultFile peer;

  Ratios(ResultFile ours, ResultFile peer) {
    if (ours.small() != peer.small()) {
      throw new InputException("one of the results is a trial with tiny extents, the other is not");
    }
    this.ours = ours;
    this.peer = peer;
  }

  /**
   * Prints the table.
   *
   * @param arguments two JSON files, ours and the peer's
   */
  public static void main(String[] arguments) {
    try {
      if (arguments.length != 2) {
        throw new InputException("expected two results: ours and the peer's");
      }
      ResultFile ours = ResultReader.read(Path.of(arguments[0]));
      ResultFile peer = ResultReader.read(Path.of(arguments[1]));
      System.out.print(new Ratios(ours, peer).table());
    } catch (InputException | IOException e) {
      System.err.println("ratios: " + e.getMessage());
      System.exit(2);
    }
  }

  /** All cases in our order, then the targets. */
  String table() {
    StringBuilder text = new StringBuilder();
    text.append("Ours / the peer's fastest way; below 1 we are faster.").append(NEW_LINE);
    text.append("ours: %s; %s, %s".formatted(ours.device(), ours.software(), ours.clock()));
    text.append(NEW_LINE);
    text.append("peer: %s; %s, %s".formatted(peer.device(), peer.software(), peer.clock()));
    text.append(NEW_LINE).append(NEW_LINE);
    text.append("| case | precision | ours ms | peer ms | time | memory |").append(NEW_LINE);
    text.append("|---|---|---|---|---|---|").append(NEW_LINE);
    for (Measurement result : ours.results()) {
      beside(result).ifPresent(other -> text.append(line(result, other)).append(NEW_LINE));
    }
    text.append(NEW_LINE).append("| target | precision | wanted | reached |").append(NEW_LINE);
    text.append("|---|---|---|---|").append(NEW_LINE);
    Target.ALL.forEach(target -> text.append(line(target)).append(NEW_LINE));
    return text.toString();
  }

  /** The peer's fastest way; an error if it measured something else under the same name. */
  private Optional<Measurement> beside(Measurement result) {
    List<Measurement> same = new ArrayList<>();
    for (Measurement other : peer.results()) {
      if (other.name().equals(result.name()) && other.precision().equals(result.precision())) {
        if (!other.shape().equals(result.shape())) {
          throw new InputException(
              "%s: ours is of %s, the peer's of %s"
                  .formatted(result.name(), result.shape(), other.shape()));
        }
        same.add(other);
      }
    }
    return same.stream()
        .filter(Measurement::ok)
        .min(Comparator.comparingDouble(Measurement::milliseconds));
  }

  private static String line(Measurement result, Measurement other) {
    if (!result.ok()) {
      return "| %s | %s | failed: %s | %s | - | - |"
          .formatted(
              result.name(),
              result.precision(),
              result.failure(),
              Figures.of(other.milliseconds()));
    }
    return "| %s | %s | %s | %s%s | %s | %s |"
        .formatted(
            result.name(),
            result.precision(),
            Figures.of(result.milliseconds()),
            Figures.of(other.milliseconds()),
            other.variant().isEmpty() ? "" : " " + other.variant(),
            Figures.of(ratio(result, other, Target.What.TIME)),
            Figures.of(ratio(result, other, Target.What.MEMORY)));
  }

  private String line(Target target) {
    Optional<Double> reached =
        ours.find(target.name(), target.precision())
            .flatMap(result -> beside(result).map(other -> ratio(result, other, target.what())))
            .filter(Double::isFinite);
    String verdict = reached.map(ratio -> verdict(ratio, target)).orElse("not measured");
    return "| %s | %s | %s | %s |"
        .formatted(target.name(), target.precision(), target.words(), verdict);
  }

  private String verdict(double ratio, Target target) {
    if (ours.small()) {
      return "not measured: tiny extents";
    }
    return Figures.of(ratio) + (ratio <= target.most() ? ": yes" : ": no");
  }

  private static double ratio(Measurement result, Measurement other, Target.What what) {
    if (what == Target.What.TIME) {
      return result.milliseconds() / other.milliseconds();
    }
    if (result.peakBytes().isEmpty() || other.peakBytes().isEmpty()) {
      return Double.NaN;
    }
    return result.peakBytes().getAsLong() / (double) other.peakBytes().getAsLong();
  }
}
