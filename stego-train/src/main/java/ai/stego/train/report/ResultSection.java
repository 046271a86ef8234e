package ai.stego.train.report;

import java.util.Arrays;
import java.util.Locale;

/** Tables of shares, and confusion matrices as heat maps. */
final class ResultSection {
  /** From this share on a cell is so strongly coloured that its letters must change. */
  private static final double STRONG = 0.75;

  private final Html html;

  ResultSection(Html html) {
    this.html = html;
  }

  static boolean isEmpty(ReportData.Results results) {
    return results.tables().isEmpty() && results.confusions().isEmpty();
  }

  void write(ReportData.Results results) {
    if (isEmpty(results)) {
      return;
    }
    html.open("section", "id", "results").element("h2", "Results");
    html.open("div", "class", "tables");
    results.tables().forEach(this::table);
    html.close("div");
    results.confusions().forEach(this::confusion);
    html.close("section");
  }

  private void table(ReportData.Table table) {
    scrolling(table.title());
    html.open("table", "class", "shares").element("caption", table.title());
    html.open("thead").open("tr").element("td", "");
    table.columns().forEach(name -> html.element("th", name, "scope", "col"));
    html.close("tr").close("thead").open("tbody");
    for (ReportData.Row row : table.rows()) {
      html.open("tr").element("th", row.name(), "scope", "row");
      for (double value : row.values()) {
        cell(value, percent(value, 1));
      }
      html.close("tr");
    }
    html.close("tbody").close("table").close("div");
  }

  private void confusion(ReportData.Confusion confusion) {
    html.element("h3", confusion.title());
    html.element(
        "p",
        "A row shows where the pixels of one labelled class went, in per cent of the row; what is"
            + " right lies on the framed diagonal.",
        "class",
        "note");
    scrolling(confusion.title());
    html.open("table", "class", "heat");
    html.open("thead").open("tr").element("td", "label \\ prediction");
    for (String name : confusion.predicted()) {
      html.open("th", "scope", "col").element("span", name).close("th");
    }
    html.close("tr").close("thead").open("tbody");
    for (int row = 0; row < confusion.actual().size(); row++) {
      confusionRow(confusion, row);
    }
    html.close("tbody").close("table").close("div");
  }

  private void confusionRow(ReportData.Confusion confusion, int row) {
    String name = confusion.actual().get(row);
    long[] counts = confusion.counts()[row];
    double sum = Arrays.stream(counts).asDoubleStream().sum();
    html.open("tr").element("th", name, "scope", "row");
    for (int column = 0; column < counts.length; column++) {
      double share = counts[column] / sum;
      String title =
          String.format(
              Locale.ROOT,
              "%s taken for %s: %,d pixels",
              name,
              confusion.predicted().get(column),
              counts[column]);
      String strength = sum > 0 && share >= STRONG ? "strong" : "";
      html.element(
          "td",
          sum > 0 ? wholePercent(share) : "–",
          "class",
          row == column ? strength + " right" : strength,
          "style",
          heat(share),
          "title",
          title);
    }
    html.close("tr");
  }

  private void cell(double value, String text) {
    html.element("td", text, "style", heat(value));
  }

  private static String heat(double share) {
    double shown = Double.isNaN(share) ? 0 : Math.max(0, Math.min(1, share));
    return String.format(Locale.ROOT, "--share:%.3f", shown);
  }

  /** Cells of next to nothing stay empty, so that the rest can be seen. */
  private static String wholePercent(double share) {
    return share < 0.005 ? "" : String.format(Locale.ROOT, "%.0f", share * 100);
  }

  static String percent(double share, int digits) {
    return Double.isNaN(share)
        ? "–"
        : String.format(Locale.ROOT, "%." + digits + "f %%", share * 100);
  }

  /** A wide table scrolls by itself, with the keyboard too, instead of the page. */
  private void scrolling(String label) {
    html.open("div", "class", "wide", "tabindex", "0", "role", "region", "aria-label", label);
  }
}
