package ai.stego.train.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.image.Rgb;
import ai.stego.tensor.ShapeException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HtmlReportTest {
  private static final String HOSTILE = "</td><script>alert('road')</script>\"\u202E";

  @TempDir private Path folder;

  private String page(ReportData data) throws IOException {
    Path file = folder.resolve(HtmlReport.FILE_NAME);
    HtmlReport.write(data, file);
    return Files.readString(file);
  }

  private static ReportData bare(String title) {
    return ReportData.of(new ReportData.Heading(title, "", List.of(), List.of()));
  }

  private static Rgb photo(int height, int width) {
    byte[] bytes = new byte[height * width * 3];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i * 31 % 251 + i / 1009);
    }
    return new Rgb(height, width, bytes);
  }

  /** Everything that a page can show, with a hostile name wherever one fits. */
  private static ReportData full(String name) {
    ReportData.Heading heading =
        new ReportData.Heading(name, name, List.of(new ReportData.Fact(name, name)), List.of(name));
    LineChart chart =
        new LineChart(
            name,
            name,
            name,
            List.of(new LineChart.Line(name, new double[] {1, 2}, new double[] {3, 4})));
    ReportData.Table table =
        new ReportData.Table(
            name, List.of(name), List.of(new ReportData.Row(name, new double[] {Double.NaN})));
    ReportData.Confusion confusion =
        new ReportData.Confusion(
            name,
            List.of(name, name),
            List.of(name, name, name),
            new long[][] {{3, 1, 0}, {0, 0, 0}});
    ReportData.Entry entry = new ReportData.Entry(name, 0x00FF7F);
    ReportData.Example example =
        new ReportData.Example(name, List.of(new ReportData.Picture(name, photo(7, 27))));
    ReportData.Cluster cluster = new ReportData.Cluster(3, entry, 0.25, List.of(photo(9, 9)));
    return ReportData.of(heading)
        .withCharts(List.of(chart))
        .withResults(new ReportData.Results(List.of(table), List.of(confusion)))
        .withGallery(
            new ReportData.Gallery(
                List.of(example), List.of(new ReportData.Legend(name, List.of(entry)))))
        .withClusters(new ReportData.Clusters(List.of(cluster), name))
        .withTexts(List.of(new ReportData.Text(name, name + "\n" + name)));
  }

  @Test
  void aPageWithAHeadingAloneHasNoSections() throws IOException {
    String page = page(bare("a run"));
    assertTrue(page.contains("<h1>a run</h1>"), page);
    assertFalse(page.contains("<section"), page);
    assertFalse(page.contains("<nav"), page);
  }

  @Test
  void eachPartThatIsThereHasItsSectionAndALinkToIt() throws IOException {
    String page = page(full("name"));
    for (String id : new String[] {"training", "results", "examples", "clusters", "details"}) {
      assertTrue(page.contains("<section id=\"" + id + "\">"), id);
      assertTrue(page.contains("href=\"#" + id + "\""), id);
    }
  }

  @Test
  void hostileNamesAreShownAndDoNothing() throws IOException {
    String page = page(full(HOSTILE));
    assertFalse(page.contains("<script"), "a script");
    assertFalse(page.contains("\u202E"), "a mark that turns the direction of writing");
    assertTrue(page.contains("&lt;script&gt;alert(&#39;road&#39;)"), "the name itself");
  }

  @Test
  void everyTagThatOpensCloses() throws IOException {
    String page = page(full(HOSTILE));
    List<String> open = new ArrayList<>();
    Matcher tags = Pattern.compile("<(/?)([a-z0-9]+)[^>]*>").matcher(page);
    while (tags.find()) {
      if (tags.group(1).isEmpty()) {
        if (!List.of("meta", "img").contains(tags.group(2))) {
          open.add(tags.group(2));
        }
      } else {
        assertEquals(open.remove(open.size() - 1), tags.group(2));
      }
    }
    assertEquals(List.of(), open);
  }

  @Test
  void nothingIsFetchedFromAnywhere() throws IOException {
    String page = page(full("name"));
    Matcher sources = Pattern.compile("(?:src|href)=\"([^\"]{0,40})").matcher(page);
    int seen = 0;
    while (sources.find()) {
      String source = sources.group(1);
      assertTrue(source.startsWith("data:image/") || source.startsWith("#"), source);
      seen++;
    }
    assertTrue(seen > 5, seen + " references");
    assertFalse(page.contains("url("), "the style sheet");
    assertFalse(page.contains("@import"), "the style sheet");
    assertTrue(page.contains("default-src &#39;none&#39;"), "the policy");
  }

  @Test
  void everyPictureHasWordsAndASize() throws IOException {
    Matcher pictures = Pattern.compile("<img [^>]*>").matcher(page(full("name")));
    int seen = 0;
    while (pictures.find()) {
      String picture = pictures.group().replaceFirst("base64,[^\"]*", "");
      assertTrue(Pattern.compile(" alt=\"[^\"]+\"").matcher(picture).find(), picture);
      assertTrue(picture.contains(" width=\"") && picture.contains(" height=\""), picture);
      seen++;
    }
    assertEquals(3, seen);
  }

  @Test
  void aConfusionShowsSharesOfEachRowAndFramesTheDiagonal() throws IOException {
    String page = page(full("name"));
    assertTrue(page.contains("<td class=\"strong right\" style=\"--share:0.750\""), "3 of 4");
    assertTrue(page.contains("<td class=\"\" style=\"--share:0.250\""), "1 of 4");
    assertTrue(page.contains("name taken for name: 3 pixels"), "the count");
    assertTrue(page.contains(">–</td>"), "a class without pixels");
  }

  @Test
  void aChartWithoutPointsIsLeftOut() throws IOException {
    LineChart empty = new LineChart("empty one", "step", "loss", List.of());
    assertFalse(page(bare("a run").withCharts(List.of(empty))).contains("empty one"));
  }

  @Test
  void theLineThatNamesClustersIsQuotedForTheShell() {
    assertEquals("3=road", ClusterSection.quoted("3=road"));
    assertEquals("'my run/model.safetensors'", ClusterSection.quoted("my run/model.safetensors"));
    assertEquals("'3=it'\\''s $(x)'", ClusterSection.quoted("3=it's $(x)"));
    assertEquals("''", ClusterSection.quoted(""));
  }

  @Test
  void largePhotographsAreMadeSmallerAndMasksKeepTheirColours() throws IOException {
    Html.Picture picture = Thumbnail.of(photo(600, 900), 240);
    assertEquals("jpeg", picture.type());
    assertEquals(240, picture.height());
    assertEquals(360, picture.width());
    byte[] flat = new byte[300 * 300 * 3];
    Arrays.fill(flat, flat.length / 2, flat.length, (byte) 200);
    Html.Picture mask = Thumbnail.of(new Rgb(300, 300, flat), 240);
    assertEquals("png", mask.type());
    Rgb shown = Rgb.of(ImageIO.read(new ByteArrayInputStream(mask.bytes())));
    assertEquals(0, shown.at(0, 0, 0));
    assertEquals(200, shown.at(239, 239, 2));
    for (int y = 0; y < 240; y++) {
      assertTrue(shown.at(y, 5, 1) == 0 || shown.at(y, 5, 1) == 200);
    }
  }

  @Test
  void aGreyPhotographIsAPhotograph() throws IOException {
    byte[] grey = new byte[40 * 40 * 3];
    for (int i = 0; i < grey.length; i++) {
      grey[i] = (byte) (i / 3 % 40);
    }
    assertEquals("jpeg", Thumbnail.of(new Rgb(40, 40, grey), 240).type());
  }

  @Test
  void theSameDataGivesTheSamePage() throws IOException {
    byte[] first = page(full("name")).getBytes(StandardCharsets.UTF_8);
    assertArrayEquals(first, page(full("name")).getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aTableOfAnotherSizeThanItsNamesIsRefused() {
    assertThrows(
        ShapeException.class,
        () ->
            new ReportData.Table(
                "t", List.of("a"), List.of(new ReportData.Row("r", new double[2]))));
    assertThrows(
        ShapeException.class,
        () -> new ReportData.Confusion("c", List.of("a"), List.of("b"), new long[1][2]));
  }
}
