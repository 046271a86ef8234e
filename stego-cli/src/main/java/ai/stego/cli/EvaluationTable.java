package ai.stego.cli;

import ai.stego.image.Preprocess;
import ai.stego.segment.StegoModel;
import ai.stego.tensor.io.FormatException;
import ai.stego.train.eval.EvaluationOptions;
import ai.stego.train.eval.EvaluationResult;
import ai.stego.train.eval.EvaluationSummary;
import ai.stego.train.eval.Statistic;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** The figures of an evaluation as people read them: percentages, a column for each probe. */
final class EvaluationTable {
  private static final int COLUMN = 15;

  private final StringBuilder text = new StringBuilder();
  private final List<EvaluationSummary.Line> lines;
  private final int nameWidth;

  private EvaluationTable(List<EvaluationSummary.Line> lines, int nameWidth) {
    this.lines = lines;
    this.nameWidth = nameWidth;
  }

  /** The whole table, with its heading. */
  static String of(EvaluationSummary summary, EvaluationOptions options) {
    EvaluationResult first = summary.results().get(0);
    List<String> names = first.classNames().stream().map(FormatException::oneLine).toList();
    int width = names.stream().mapToInt(String::length).max().orElse(0) + 2;
    EvaluationTable table = new EvaluationTable(summary.lines(), Math.max(width, 10));
    table.text.append(heading(summary, options)).append(System.lineSeparator().repeat(2));
    table.row("", line -> line.probe() == StegoModel.Classes.LINEAR ? "linear" : "cluster");
    table.row("", line -> line.crf() ? "with CRF" : "no CRF");
    table.figures("accuracy", EvaluationSummary.Line::accuracy);
    table.figures("mIoU", EvaluationSummary.Line::meanIou);
    table.text.append("IoU").append(System.lineSeparator());
    for (int k = 0; k < names.size(); k++) {
      int label = k;
      table.figures("  " + names.get(k), line -> line.iou().get(label));
    }
    return table.text.toString();
  }

  private static String heading(EvaluationSummary summary, EvaluationOptions options) {
    int models = summary.results().size();
    return FormatException.oneLine(summary.results().get(0).dataset())
        + "; squares of "
        + options.preprocess().size()
        + " px"
        + (options.preprocess().filter() == Preprocess.Filter.BILINEAR ? ", bilinear" : "")
        + (options.flip() ? ", flip" : ", no flip")
        + (models == 1 ? "" : "; mean ± deviation of " + models + " models")
        + "; in percent";
  }

  private void figures(String name, Function<EvaluationSummary.Line, Statistic> figure) {
    row(name, line -> percent(figure.apply(line)));
  }

  private void row(String name, Function<EvaluationSummary.Line, String> cell) {
    text.append(name).append(" ".repeat(nameWidth - name.length()));
    for (EvaluationSummary.Line line : lines) {
      String figure = cell.apply(line);
      text.append(" ".repeat(COLUMN - figure.length())).append(figure);
    }
    text.append(System.lineSeparator());
  }

  private static String percent(Statistic statistic) {
    if (statistic.count() == 0) {
      return "-";
    }
    String mean = String.format(Locale.ROOT, "%.2f", 100 * statistic.mean());
    return statistic.count() == 1
        ? mean
        : mean + String.format(Locale.ROOT, " ± %.2f", 100 * statistic.deviation());
  }
}
