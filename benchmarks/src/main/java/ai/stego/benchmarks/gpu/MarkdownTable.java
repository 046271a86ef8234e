package ai.stego.benchmarks.gpu;

import java.util.Locale;

/** Writes results as a table for people. */
final class MarkdownTable {
  private MarkdownTable() {}

  static String of(ResultFile file) {
    StringBuilder text = new StringBuilder();
    text.append("%s on %s%n".formatted(file.program(), file.device()));
    text.append("%s; clock: %s%s%n%n".formatted(file.software(), file.clock(), trial(file)));
    text.append(
            "| case | shape | precision | ms (fastest to slowest) | rates | roofline | memory |")
        .append(System.lineSeparator())
        .append("|---|---|---|---|---|---|---|")
        .append(System.lineSeparator());
    for (Measurement result : file.results()) {
      text.append(line(result, file)).append(System.lineSeparator());
    }
    return text.toString();
  }

  private static String trial(ResultFile file) {
    return file.small() ? "; tiny extents: these figures say nothing" : "";
  }

  private static String line(Measurement result, ResultFile file) {
    String start =
        String.format(
            Locale.ROOT,
            "| %s | %s | %s | ",
            result.name(),
            result.shape(),
            result.precision() + (result.variant().isEmpty() ? "" : ", " + result.variant()));
    if (!result.ok()) {
      return start + "failed: " + result.failure() + " | | | |";
    }
    return start
        + "%s (%s to %s) | %s | %s | %s |"
            .formatted(
                Figures.of(result.milliseconds()),
                Figures.of(result.fastest()),
                Figures.of(result.slowest()),
                Figures.rates(result),
                Figures.roofline(result, file),
                Figures.mebibytes(result));
  }
}
