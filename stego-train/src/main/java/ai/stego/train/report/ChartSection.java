package ai.stego.train.report;

import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** Curves as pictures, and their numbers as a table below each. */
final class ChartSection {
  private static final System.Logger LOG = System.getLogger(ChartSection.class.getName());
  private static final int WIDTH = 560;
  private static final int HEIGHT = 330;

  /** Rows of a table of numbers; longer curves show as many of their points. */
  private static final int MOST_ROWS = 20;

  private final Html html;

  ChartSection(Html html) {
    this.html = html;
  }

  static boolean isEmpty(List<LineChart> charts) {
    return charts.stream().noneMatch(LineChart::isDrawable);
  }

  void write(List<LineChart> charts) {
    if (isEmpty(charts)) {
      return;
    }
    html.open("section", "id", "training").element("h2", "Training");
    html.open("div", "class", "charts");
    for (LineChart chart : charts) {
      if (chart.isDrawable()) {
        figure(chart);
      }
    }
    html.close("div").close("section");
  }

  private void figure(LineChart chart) {
    html.open("figure").element("h3", chart.title());
    picture(chart);
    legend(chart);
    boolean smooth =
        chart.lines().stream().anyMatch(line -> line.y().length > ChartPainter.SMOOTHED_FROM);
    if (smooth) {
      html.element(
          "figcaption", "Faint: each value that was logged. Strong: the mean around each step.");
    }
    numbers(chart);
    html.close("figure");
  }

  /** Without fonts there is no picture; the numbers remain, and the page says why. */
  private void picture(LineChart chart) {
    try {
      byte[] png = chart.pngForPage(WIDTH, HEIGHT);
      html.image(
          new Html.Picture("png", png, WIDTH, HEIGHT), "class", "chart", "alt", description(chart));
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, e.getMessage(), e);
      html.element("p", e.getMessage(), "class", "warning");
    }
  }

  private void legend(LineChart chart) {
    html.open("ul", "class", "lines");
    for (int i = 0; i < chart.lines().size(); i++) {
      if (chart.lines().get(i).isDrawable()) {
        html.open("li");
        GallerySection.swatch(html, ChartColors.line(i).getRGB());
        html.text(chart.lines().get(i).name()).close("li");
      }
    }
    html.close("ul");
  }

  /** What somebody hears who cannot see the chart: how each line begins and ends. */
  private static String description(LineChart chart) {
    StringBuilder words = new StringBuilder("Chart of ").append(chart.up());
    words.append(" over ").append(chart.across()).append('.');
    for (LineChart.Line line : chart.lines()) {
      if (line.isDrawable()) {
        int last = line.y().length - 1;
        words.append(' ').append(line.name()).append(": from ").append(number(line.y()[0]));
        words.append(" to ").append(number(line.y()[last])).append('.');
      }
    }
    return words.toString();
  }

  private void numbers(LineChart chart) {
    html.open("details").element("summary", "Numbers");
    for (LineChart.Line line : chart.lines()) {
      html.open("table").element("caption", line.name());
      html.open("thead").open("tr");
      html.element("th", chart.across(), "scope", "col").element("th", chart.up(), "scope", "col");
      html.close("tr").close("thead").open("tbody");
      int points = line.x().length;
      int rows = Math.min(points, MOST_ROWS);
      for (int row = 0; row < rows; row++) {
        int point = rows == 1 ? 0 : (int) ((long) row * (points - 1) / (rows - 1));
        html.open("tr").element("td", number(line.x()[point]));
        html.element("td", number(line.y()[point])).close("tr");
      }
      html.close("tbody").close("table");
    }
    html.close("details");
  }

  private static String number(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      return String.format(Locale.ROOT, "%.0f", value);
    }
    return String.format(Locale.ROOT, "%.4g", value);
  }
}
