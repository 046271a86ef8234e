package ai.stego.train.report;

import ai.stego.tensor.io.AtomicFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Writes a report as one HTML file that needs nothing else: style and pictures are in it, it runs
 * no script and asks no network (and its content security policy forbids both). It follows the
 * reader's choice of a light or a dark page, fits narrow screens, and can be printed.
 */
public final class HtmlReport {
  /** What the page is called in a run's folder. */
  public static final String FILE_NAME = "report.html";

  private static final String POLICY =
      "default-src 'none'; img-src data:; style-src 'unsafe-inline'";

  private final ReportData data;
  private final Html html = new Html();

  private HtmlReport(ReportData data) {
    this.data = data;
  }

  /**
   * Writes or replaces a page.
   *
   * @param data what it shows
   * @param file where it goes; its folder must be there
   * @throws IOException if it cannot be written; the file is then as it was before
   */
  public static void write(ReportData data, Path file) throws IOException {
    byte[] page = new HtmlReport(data).page().getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(file, out -> out.write(page));
  }

  private String page() throws IOException {
    html.open("html", "lang", "en");
    head();
    html.open("body");
    heading();
    contents();
    html.open("main");
    new ChartSection(html).write(data.charts());
    new ResultSection(html).write(data.results());
    new GallerySection(html).write(data.gallery());
    new ClusterSection(html).write(data.clusters());
    texts();
    html.close("main");
    footer();
    return html.close("body").close("html").page();
  }

  private void head() {
    html.open("head");
    html.empty("meta", "charset", "utf-8");
    html.empty("meta", "http-equiv", "Content-Security-Policy", "content", POLICY);
    html.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    html.empty("meta", "name", "color-scheme", "content", "light dark");
    html.element("title", data.heading().title());
    html.style(style()).close("head");
  }

  private static String style() {
    try (InputStream css = HtmlReport.class.getResourceAsStream("report.css")) {
      if (css == null) {
        throw new IllegalStateException("report.css is missing from the jar");
      }
      return new String(css.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("report.css cannot be read", e);
    }
  }

  private void heading() {
    ReportData.Heading heading = data.heading();
    html.open("header");
    html.element("p", "STEGO training report", "class", "kind");
    html.element("h1", heading.title());
    if (!heading.lead().isBlank()) {
      html.element("p", heading.lead(), "class", "lead");
    }
    for (String warning : heading.warnings()) {
      html.open("p", "class", "warning", "role", "note");
      html.element("strong", "Warning:").text(" " + warning).close("p");
    }
    if (!heading.facts().isEmpty()) {
      html.open("dl", "class", "facts");
      for (ReportData.Fact fact : heading.facts()) {
        html.open("div").element("dt", fact.name()).element("dd", fact.value()).close("div");
      }
      html.close("dl");
    }
    html.close("header");
  }

  /** Links to the sections that are there. */
  private void contents() {
    Map<String, String> sections = new LinkedHashMap<>();
    if (!ChartSection.isEmpty(data.charts())) {
      sections.put("training", "Training");
    }
    if (!ResultSection.isEmpty(data.results())) {
      sections.put("results", "Results");
    }
    if (!data.gallery().examples().isEmpty()) {
      sections.put("examples", "Examples");
    }
    if (!data.clusters().clusters().isEmpty()) {
      sections.put("clusters", "Clusters");
    }
    if (!data.texts().isEmpty()) {
      sections.put("details", "Details");
    }
    if (sections.size() > 1) {
      html.open("nav", "aria-label", "Sections").open("ul");
      sections.forEach(
          (id, name) -> html.open("li").element("a", name, "href", "#" + id).close("li"));
      html.close("ul").close("nav");
    }
  }

  private void texts() {
    if (data.texts().isEmpty()) {
      return;
    }
    html.open("section", "id", "details").element("h2", "Details");
    for (ReportData.Text text : data.texts()) {
      html.element("h3", text.title());
      html.open("pre").lines(text.lines()).close("pre");
    }
    html.close("section");
  }

  private void footer() {
    html.open("footer");
    html.element(
        "p",
        String.format(
            Locale.ROOT,
            "This page holds everything it shows: %.1f MB, no scripts, no network.",
            html.length() / 1e6));
    html.close("footer");
  }
}
