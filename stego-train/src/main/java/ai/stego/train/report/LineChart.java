package ai.stego.train.report;

import ai.stego.tensor.ShapeException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Curves over one axis, to be drawn as a PNG file.
 *
 * @param title what the chart shows
 * @param across what the horizontal axis measures, such as {@code "step"}
 * @param up what the vertical axis measures
 * @param lines the curves, in the order of the legend
 */
public record LineChart(String title, String across, String up, List<Line> lines) {
  /**
   * One curve. A value that is not finite is a gap.
   *
   * @param name for the legend
   * @param x where the values were taken, finite and ascending; not copied
   * @param y the values, as many; not copied
   */
  public record Line(String name, double[] x, double[] y) {
    /**
     * Checks the lengths.
     *
     * @param name for the legend
     * @param x where the values were taken, ascending
     * @param y the values, as many
     * @throws ShapeException if they differ, or a place is not finite or comes before its
     *     forerunner
     */
    public Line {
      ShapeException.require(
          x.length == y.length, "chart: values of " + name, x.length + " values", y.length);
      for (int i = 0; i < x.length; i++) {
        boolean ascends = Double.isFinite(x[i]) && (i == 0 || x[i] >= x[i - 1]);
        ShapeException.require(ascends, "chart: places of " + name, "ascending ones", x[i]);
      }
    }

    /** Whether there is anything to draw. */
    boolean isDrawable() {
      return Arrays.stream(y).anyMatch(Double::isFinite);
    }
  }

  /**
   * Keeps the list.
   *
   * @param title what the chart shows
   * @param across what the horizontal axis measures
   * @param up what the vertical axis measures
   * @param lines the curves, in the order of the legend
   */
  public LineChart {
    lines = List.copyOf(lines);
  }

  /**
   * A chart of numbers that a run logged.
   *
   * @param title what the chart shows
   * @param up what the vertical axis measures
   * @param log the run's metrics
   * @param names the number that each line shows, by the line's name; those that were never logged
   *     are left out
   * @return the chart
   */
  public static LineChart ofMetrics(
      String title, String up, List<RunMetrics.Entry> log, Map<String, String> names) {
    List<Line> lines = new ArrayList<>();
    names.forEach(
        (name, number) -> {
          RunMetrics.Series series = RunMetrics.series(log, number);
          if (series.steps().length > 0) {
            lines.add(new Line(name, series.steps(), series.values()));
          }
        });
    return new LineChart(title, "step", up, lines);
  }

  /**
   * A chart of distributions: for each bucket the share of the values in it, over its middle.
   *
   * @param title what the chart shows
   * @param across what was measured
   * @param histograms the distributions by name, with buckets of equal width
   * @return the chart
   */
  public static LineChart ofHistograms(
      String title, String across, Map<String, Histogram> histograms) {
    List<Line> lines = new ArrayList<>();
    histograms.forEach((name, histogram) -> lines.add(shares(name, histogram)));
    return new LineChart(title, across, "share of the values", lines);
  }

  private static Line shares(String name, Histogram histogram) {
    double[] limits = histogram.limits();
    double width = limits.length > 1 ? limits[1] - limits[0] : 1;
    double[] x = new double[limits.length];
    double[] y = new double[limits.length];
    for (int i = 0; i < limits.length; i++) {
      x[i] = limits[i] - width / 2;
      y[i] = histogram.counts()[i] / (double) Math.max(1, histogram.moments().count());
    }
    return new Line(name, x, y);
  }

  /**
   * Whether there is anything to draw.
   *
   * @return false if no line has a finite point
   */
  public boolean isDrawable() {
    return lines.stream().anyMatch(Line::isDrawable);
  }

  /**
   * Draws the chart on a white ground, for a file of its own.
   *
   * @return a PNG file of 1600 x 900 pixels
   * @throws IOException if this Java runtime cannot draw letters, in one line that says what to
   *     install
   * @throws ai.stego.tensor.InputException if there is nothing to draw
   */
  public byte[] png() throws IOException {
    return ImageBytes.png(ChartPainter.onWhite(this, 800, 450));
  }

  /**
   * Draws the chart without a title on a transparent ground, for a page; each unit becomes two
   * pixels.
   */
  byte[] pngForPage(int width, int height) throws IOException {
    return ImageBytes.png(ChartPainter.transparent(this, width, height));
  }
}
