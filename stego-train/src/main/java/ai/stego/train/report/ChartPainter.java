package ai.stego.train.report;

import ai.stego.tensor.InputException;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Draws line charts with XChart. A line of many points is drawn twice: faintly as it is, and
 * strongly as the mean around each point.
 */
final class ChartPainter {
  private static final String NO_FONTS =
      "charts cannot be drawn, since this Java runtime finds no fonts; install fontconfig and a"
          + " font such as DejaVu";

  private static final String FONT = Font.SANS_SERIF;

  /** Lines of more points than this are smoothed, over a window of one {@link #WINDOWS}th. */
  static final int SMOOTHED_FROM = 80;

  private static final int WINDOWS = 30;
  private static final int SCALE = 2;
  private static final BasicStroke STROKE =
      new BasicStroke(2, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND);

  private static final double SOMEWHERE = 0.0137;

  /** A legend of more letters does not fit into one row. */
  private static final int LETTERS_IN_A_ROW = 90;

  private ChartPainter() {}

  /** With its title on a white ground. */
  static BufferedImage onWhite(LineChart chart, int width, int height) throws IOException {
    return drawn(
        chart,
        () -> {
          XYChart drawn = chart(chart, width, height);
          drawn.setTitle(chart.title());
          drawn.getStyler().setChartTitleVisible(true).setChartBackgroundColor(Color.WHITE);
          int letters = chart.lines().stream().mapToInt(line -> line.name().length()).sum();
          drawn
              .getStyler()
              .setLegendVisible(true)
              .setLegendLayout(
                  letters > LETTERS_IN_A_ROW ? LegendLayout.Vertical : LegendLayout.Horizontal);
          return paint(drawn, BufferedImage.TYPE_INT_RGB);
        });
  }

  /** Without title and legend on a transparent ground: the page has its own. */
  static BufferedImage transparent(LineChart chart, int width, int height) throws IOException {
    return ChartColors.indexed(
        drawn(chart, () -> paint(chart(chart, width, height), BufferedImage.TYPE_INT_ARGB)));
  }

  /** The JDK has many ways to say that it finds no fonts, and most of them are errors. */
  static BufferedImage drawn(LineChart chart, Supplier<BufferedImage> drawing) throws IOException {
    if (!chart.isDrawable()) {
      throw new InputException("chart: '" + chart.title() + "' has nothing to draw");
    }
    try {
      return drawing.get();
    } catch (OutOfMemoryError | StackOverflowError e) {
      throw e;
    } catch (Error | RuntimeException e) {
      if (isOfFonts(e)) {
        throw new IOException(NO_FONTS, e);
      }
      throw e;
    }
  }

  private static boolean isOfFonts(Throwable thrown) {
    return thrown instanceof LinkageError
        || Arrays.stream(thrown.getStackTrace())
            .anyMatch(frame -> frame.getClassName().startsWith("sun.font."));
  }

  private static BufferedImage paint(XYChart chart, int type) {
    BufferedImage image =
        new BufferedImage(chart.getWidth() * SCALE, chart.getHeight() * SCALE, type);
    Graphics2D graphics = image.createGraphics();
    graphics.scale(SCALE, SCALE);
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    chart.paint(graphics, chart.getWidth(), chart.getHeight());
    graphics.dispose();
    return image;
  }

  private static XYChart chart(LineChart chart, int width, int height) {
    XYChart drawn = new XYChart(width, height);
    drawn.setXAxisTitle(chart.across());
    drawn.setYAxisTitle(chart.up());
    style(drawn.getStyler());
    for (int i = 0; i < chart.lines().size(); i++) {
      if (chart.lines().get(i).isDrawable()) {
        addLine(drawn, chart.lines().get(i), i);
      }
    }
    breakEvenSpacing(drawn, chart.lines().stream().filter(LineChart.Line::isDrawable).toList());
    return drawn;
  }

  /**
   * XChart takes evenly spaced points for the marks of the axis, however odd their numbers are. One
   * point more that nobody sees, somewhere between, and it looks for round numbers instead.
   */
  private static void breakEvenSpacing(XYChart drawn, List<LineChart.Line> lines) {
    double[] x = lines.get(0).x();
    double[] y = withGaps(lines.get(0).y());
    double height = Arrays.stream(y).filter(Double::isFinite).findFirst().orElseThrow();
    double between = x[0] + (x[x.length - 1] - x[0]) * SOMEWHERE;
    XYSeries unseen = drawn.addSeries("between", new double[] {between}, new double[] {height});
    unseen.setMarker(SeriesMarkers.NONE).setShowInLegend(false);
  }

  /** A number with at most five figures, without the noise of binary fractions. */
  private static String label(double value) {
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(5)).stripTrailingZeros();
    boolean plain = value == 0 || (Math.abs(value) < 1e7 && Math.abs(value) >= 1e-4);
    return plain ? rounded.toPlainString() : rounded.toString();
  }

  private static void addLine(XYChart drawn, LineChart.Line line, int number) {
    double[] values = withGaps(line.y());
    Color color = ChartColors.line(number);
    boolean smooth = values.length > SMOOTHED_FROM;
    if (smooth) {
      series(drawn, "raw" + number, line.x(), values)
          .setLineColor(ChartColors.faint(color))
          .setLineStyle(new BasicStroke(1f))
          .setShowInLegend(false);
    }
    XYSeries drawnLine =
        series(drawn, "line" + number, line.x(), smooth ? smoothed(values) : values);
    drawnLine.setMarkerColor(color);
    drawnLine.setLineColor(color).setLineStyle(STROKE).setLabel(line.name());
  }

  private static XYSeries series(XYChart drawn, String key, double[] x, double[] y) {
    XYSeries series = drawn.addSeries(key, x, y);
    series.setMarker(x.length == 1 ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
    return series;
  }

  private static double[] withGaps(double[] values) {
    return Arrays.stream(values).map(v -> Double.isFinite(v) ? v : Double.NaN).toArray();
  }

  /** The mean of the finite values in a window around each point; gaps stay gaps. */
  static double[] smoothed(double[] values) {
    int reach = Math.max(1, values.length / WINDOWS / 2);
    double[] means = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      double[] window =
          Arrays.copyOfRange(
              values, Math.max(0, i - reach), Math.min(values.length, i + reach + 1));
      means[i] =
          Double.isNaN(values[i])
              ? Double.NaN
              : Arrays.stream(window).filter(Double::isFinite).average().orElseThrow();
    }
    return means;
  }

  private static void style(XYStyler style) {
    Color clear = new Color(0, 0, 0, 0);
    style.setLocale(Locale.ROOT).setChartTitleVisible(false);
    style.setChartTitleFont(new Font(FONT, Font.BOLD, 14)).setChartTitleBoxVisible(false);
    style.setChartBackgroundColor(clear).setPlotBackgroundColor(clear).setPlotBorderVisible(false);
    style.setChartFontColor(ChartColors.INK).setChartTitleFontColor(ChartColors.INK);
    style.setXAxisTitleColor(ChartColors.SOFT).setYAxisTitleColor(ChartColors.SOFT);
    style.setLegendPosition(LegendPosition.OutsideS).setLegendVisible(false);
    style.setLegendBackgroundColor(clear).setLegendBorderColor(clear);
    style.setLegendFont(new Font(FONT, Font.PLAIN, 12)).setLegendSeriesLineLength(26);
    style.setAxisTitleFont(new Font(FONT, Font.PLAIN, 12));
    style.setAxisTickLabelsFont(new Font(FONT, Font.PLAIN, 11));
    style.setAxisTickLabelsColor(ChartColors.SOFT).setAxisTickMarksColor(ChartColors.GRID);
    style.setPlotGridLinesColor(ChartColors.GRID).setPlotGridVerticalLinesVisible(false);
    style.setPlotGridLinesStroke(new BasicStroke(0.7f)).setAxisTicksLineVisible(false);
    style.setXAxisTickMarkSpacingHint(80).setYAxisTickMarkSpacingHint(44);
    style.setXAxisTickLabelsFormattingFunction(ChartPainter::label);
    style.setYAxisTickLabelsFormattingFunction(ChartPainter::label);
    style.setChartPadding(6).setPlotContentSize(0.96);
  }
}
