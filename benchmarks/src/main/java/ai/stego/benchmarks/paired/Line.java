package ai.stego.benchmarks.paired;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One line of the table.
 *
 * @param cells as many as {@link #HEADINGS}
 */
record Line(List<String> cells) {
  static final String NOTHING = "-";

  static final List<String> HEADINGS =
      List.of(
          "work",
          "threads",
          "ours",
          "beside",
          "theirs",
          "ours / theirs",
          "GFLOP/s",
          "of peak",
          "must",
          "aim",
          "reached");

  /** What a line is about. */
  record Subject(String work, int threads, Goal goal) {
    /** The same where figures say nothing: judged by no goal. */
    Subject unjudged() {
      return new Subject(work, threads, new Goal(goal.unit(), Double.NaN, Double.NaN));
    }
  }

  /** Times of work with so much arithmetic, and whom it ran beside; empty for nobody. */
  static Line of(Subject subject, Times times, double flops, String peer) {
    boolean beside = times.peer().length > 0;
    double ours = Statistics.of(times.ours()).median();
    double judged =
        subject.goal().unit() == Goal.Unit.RATIO
            ? beside ? times.ratio().median() : Double.NaN
            : ours;
    return of(
        subject,
        List.of(
            milliseconds(ours),
            beside ? peer : NOTHING,
            beside ? milliseconds(Statistics.of(times.peer()).median()) : NOTHING,
            beside ? ratio(times.ratio()) : NOTHING,
            flops > 0 ? number("%.0f", flops / ours * 1e-6) : NOTHING,
            share(times, flops)),
        judged);
  }

  /** Kibibytes that a run allocated. */
  static Line ofAllocation(Subject subject, double kibibytes) {
    String text = number("%.1f KiB", kibibytes);
    return of(subject, List.of(text, NOTHING, NOTHING, NOTHING, NOTHING, NOTHING), kibibytes);
  }

  private static Line of(Subject subject, List<String> figures, double judged) {
    Goal goal = subject.goal();
    List<String> cells = new ArrayList<>();
    cells.add(subject.work());
    cells.add(Integer.toString(subject.threads()));
    cells.addAll(figures);
    cells.add(goal.mustText());
    cells.add(goal.aimText());
    cells.add(goal.verdict(judged));
    return new Line(List.copyOf(cells));
  }

  private static String share(Times times, double flops) {
    boolean known = flops > 0 && times.peak().length > 0;
    return known ? number("%.0f %%", 100 * times.shareOfPeak(flops)) : NOTHING;
  }

  private static String milliseconds(double value) {
    return number(value < 10 ? "%.2f ms" : value < 100 ? "%.1f ms" : "%.0f ms", value);
  }

  private static String ratio(Statistics ratio) {
    return String.format(
        Locale.ROOT, "%.2f (%.2f to %.2f)", ratio.median(), ratio.lower(), ratio.upper());
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }

  static String heading() {
    return markdown(HEADINGS) + System.lineSeparator() + "|---".repeat(HEADINGS.size()) + "|";
  }

  String markdown() {
    return markdown(cells);
  }

  private static String markdown(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |";
  }
}
