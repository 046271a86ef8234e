package ai.stego.train.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.InputException;
import ai.stego.tensor.ShapeException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineChartTest {
  private static LineChart chart(double[]... values) {
    LineChart.Line[] lines = new LineChart.Line[values.length];
    for (int i = 0; i < lines.length; i++) {
      double[] x = new double[values[i].length];
      for (int j = 0; j < x.length; j++) {
        x[j] = 10 * (j + 1);
      }
      lines[i] = new LineChart.Line("line", x, values[i]);
    }
    return new LineChart("chart", "step", "loss", List.of(lines));
  }

  private static BufferedImage drawn(byte[] png) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(png));
  }

  private static int pixelsOf(BufferedImage image, int rgb) {
    int count = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        count += image.getRGB(x, y) == (0xFF000000 | rgb) ? 1 : 0;
      }
    }
    return count;
  }

  @Test
  void eachLineIsDrawnInItsColour() throws IOException {
    double[] rising = {0, 1, 2, 3};
    BufferedImage one = drawn(chart(rising).png());
    assertEquals(1600, one.getWidth());
    assertTrue(pixelsOf(one, 0x0067A5) > 500);
    assertEquals(0, pixelsOf(one, 0xC74E00));
    BufferedImage two = drawn(chart(rising, new double[] {3, 2, 1, 0}).png());
    assertTrue(pixelsOf(two, 0xC74E00) > 500);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 81, 5000})
  void anyNumberOfPointsIsDrawn(int points) throws IOException {
    double[] values = new double[points];
    for (int i = 0; i < points; i++) {
      values[i] = Math.sin(i * 0.1);
    }
    assertTrue(pixelsOf(drawn(chart(values).pngForPage(560, 330)), 0x0067A5) > 10);
  }

  @Test
  void equalValuesAreDrawnToo() throws IOException {
    assertTrue(pixelsOf(drawn(chart(new double[] {2, 2, 2}).png()), 0x0067A5) > 500);
  }

  @Test
  void valuesThatAreNotFiniteAreGaps() throws IOException {
    double[] values = {1, 2, Double.NaN, Double.POSITIVE_INFINITY, 1, 2};
    assertTrue(pixelsOf(drawn(chart(values).png()), 0x0067A5) > 500);
  }

  @Test
  void twoLinesOfOneNameAreTwoLines() throws IOException {
    BufferedImage image = drawn(chart(new double[] {1, 2}, new double[] {2, 1}).png());
    assertTrue(pixelsOf(image, 0xC74E00) > 100);
  }

  @Test
  void nothingToDrawIsSaid() {
    LineChart empty = chart(new double[] {Double.NaN});
    assertFalse(empty.isDrawable());
    assertThrows(InputException.class, empty::png);
    assertThrows(InputException.class, () -> chart().png());
  }

  @Test
  void aRuntimeWithoutFontsIsSaidInOneLine() {
    IOException refused =
        assertThrows(
            IOException.class,
            () ->
                ChartPainter.drawn(
                    chart(new double[] {1}),
                    () -> {
                      throw new NoClassDefFoundError("sun.awt.X11FontManager");
                    }));
    assertTrue(refused.getMessage().contains("install fontconfig"), refused.getMessage());
  }

  @Test
  void anotherFaultIsNotBlamedOnFonts() {
    assertThrows(
        IllegalStateException.class,
        () ->
            ChartPainter.drawn(
                chart(new double[] {1}),
                () -> {
                  throw new IllegalStateException("something else");
                }));
  }

  @Test
  void smoothingKeepsGapsAndTheMean() {
    double[] values = new double[90];
    for (int i = 0; i < 90; i++) {
      values[i] = 5 + (i % 2 == 0 ? 1 : -1);
    }
    values[40] = Double.NaN;
    double[] smooth = ChartPainter.smoothed(values);
    assertTrue(Double.isNaN(smooth[40]));
    assertEquals(5, smooth[20], 0.4);
    assertArrayEquals(new double[] {4, 4}, ChartPainter.smoothed(new double[] {4, 4}));
  }

  @Test
  void aChartOfMetricsLeavesOutWhatWasNeverLogged() {
    List<RunMetrics.Entry> log =
        List.of(
            new RunMetrics.Entry(1, Map.of("loss", 2.0)),
            new RunMetrics.Entry(2, Map.of("loss", 1.0)));
    Map<String, String> names = new LinkedHashMap<>();
    names.put("the loss", "loss");
    names.put("the mIoU", "miou");
    LineChart chart = LineChart.ofMetrics("t", "loss", log, names);
    assertEquals(1, chart.lines().size());
    assertArrayEquals(new double[] {1, 2}, chart.lines().get(0).x());
    assertArrayEquals(new double[] {2, 1}, chart.lines().get(0).y());
  }

  @Test
  void aHistogramsSharesStandOverTheMiddlesOfItsBuckets() {
    Histogram histogram = Histogram.even(new float[] {-1, -1, 0.5f, 0.5f}, -1, 1, 4);
    LineChart.Line line =
        LineChart.ofHistograms("t", "cosine", Map.of("codes", histogram)).lines().get(0);
    assertArrayEquals(new double[] {-0.75, -0.25, 0.25, 0.75}, line.x());
    assertArrayEquals(new double[] {0.5, 0, 0, 0.5}, line.y());
  }

  @Test
  void aLineNeedsAsManyValuesAsPlaces() {
    assertThrows(ShapeException.class, () -> new LineChart.Line("x", new double[2], new double[3]));
  }
}
