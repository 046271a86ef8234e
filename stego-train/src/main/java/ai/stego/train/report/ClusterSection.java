package ai.stego.train.report;

import ai.stego.image.Rgb;
import java.io.IOException;
import java.util.Locale;
import java.util.stream.Collectors;

/** How large each cluster is and what it looks like, so that a person can name it. */
final class ClusterSection {
  private static final int SHORTER_SIDE = 96;

  private final Html html;

  ClusterSection(Html html) {
    this.html = html;
  }

  void write(ReportData.Clusters clusters) throws IOException {
    if (clusters.clusters().isEmpty()) {
      return;
    }
    html.open("section", "id", "clusters").element("h2", "Clusters");
    boolean patches = clusters.clusters().stream().anyMatch(c -> !c.patches().isEmpty());
    if (patches) {
      html.element(
          "p",
          "The cut-outs show where the cluster is most itself: the patches whose codes lie nearest"
              + " its centroid, each with some of its surroundings. The bar is the cluster's share"
              + " of the whole set.",
          "class",
          "note");
    }
    html.open("div", "class", patches ? "clusters" : "clusters plain");
    for (ReportData.Cluster cluster : clusters.clusters()) {
      cluster(cluster);
    }
    html.close("div");
    if (!clusters.modelFile().isEmpty()) {
      command(clusters);
    }
    html.close("section");
  }

  private void cluster(ReportData.Cluster cluster) throws IOException {
    html.open("article", "class", "cluster").open("h3");
    GallerySection.swatch(html, cluster.entry().color());
    html.element("span", Integer.toString(cluster.number()), "class", "number");
    html.text(cluster.entry().name()).close("h3");
    if (!Double.isNaN(cluster.share())) {
      share(cluster);
    }
    if (!cluster.patches().isEmpty()) {
      html.open("div", "class", "patches");
      int number = 1;
      for (Rgb patch : cluster.patches()) {
        String alt = "typical patch " + number + " of cluster " + cluster.number();
        html.image(Thumbnail.of(patch, SHORTER_SIDE), "alt", alt);
        number++;
      }
      html.close("div");
    }
    html.close("article");
  }

  private void share(ReportData.Cluster cluster) {
    double share = Math.max(0, Math.min(1, cluster.share()));
    html.open("div", "class", "share").open("div", "class", "bar");
    String width =
        String.format(
            Locale.ROOT, "width:%.2f%%;background:#%06x", share * 100, cluster.entry().color());
    html.element("div", "", "style", width).close("div");
    html.element("span", ResultSection.percent(share, 1)).close("div");
  }

  private void command(ReportData.Clusters clusters) {
    html.element("h3", "Naming the clusters");
    html.element(
        "p", "Put your own names into this line; each mask made with the model says them.");
    String names =
        clusters.clusters().stream()
            .map(cluster -> quoted(cluster.number() + "=" + cluster.entry().name()))
            .collect(Collectors.joining(" "));
    html.open("pre", "class", "command");
    html.lines("stego name " + quoted(clusters.modelFile()) + " " + names).close("pre");
  }

  /** Quoted for a POSIX shell, unless it is plain anyway. */
  static String quoted(String word) {
    return word.matches("[A-Za-z0-9_./=:@%+,-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
