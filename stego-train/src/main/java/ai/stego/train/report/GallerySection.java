package ai.stego.train.report;

import java.io.IOException;
import java.util.Locale;

/** Photographs beside their labels and masks, and what the colours mean. */
final class GallerySection {
  private static final int SHORTER_SIDE = 240;

  private final Html html;

  GallerySection(Html html) {
    this.html = html;
  }

  void write(ReportData.Gallery gallery) throws IOException {
    if (gallery.examples().isEmpty()) {
      return;
    }
    html.open("section", "id", "examples").element("h2", "Examples");
    gallery.legends().forEach(this::legend);
    for (ReportData.Example example : gallery.examples()) {
      html.open("article", "class", "example");
      html.element("h3", example.name());
      html.open("div", "class", "pictures");
      for (ReportData.Picture picture : example.pictures()) {
        html.open("figure");
        html.image(
            Thumbnail.of(picture.image(), SHORTER_SIDE),
            "alt",
            picture.title() + " of " + example.name());
        html.element("figcaption", picture.title()).close("figure");
      }
      html.close("div").close("article");
    }
    html.close("section");
  }

  private void legend(ReportData.Legend legend) {
    html.open("div", "class", "legend").element("h3", legend.title()).open("ul");
    for (ReportData.Entry entry : legend.entries()) {
      html.open("li");
      swatch(html, entry.color());
      html.text(entry.name()).close("li");
    }
    html.close("ul").close("div");
  }

  static void swatch(Html html, int color) {
    html.element(
        "span",
        "",
        "class",
        "swatch",
        "style",
        String.format(Locale.ROOT, "background:#%06x", color & 0xFFFFFF));
  }
}
