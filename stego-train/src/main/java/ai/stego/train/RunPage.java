package ai.stego.train;

import ai.stego.image.Rgb;
import ai.stego.segment.Legend;
import ai.stego.tensor.Tensor;
import ai.stego.train.config.ConfigFile;
import ai.stego.train.config.TrainConfig;
import ai.stego.train.config.YamlTexts;
import ai.stego.train.data.Dataset;
import ai.stego.train.data.FeatureSource;
import ai.stego.train.eval.EvaluationResult;
import ai.stego.train.eval.HeadAndProbes;
import ai.stego.train.report.ClusterPatches;
import ai.stego.train.report.HtmlReport;
import ai.stego.train.report.ImageGrid;
import ai.stego.train.report.PatchCutter;
import ai.stego.train.report.ReportData;
import ai.stego.train.report.RunMetrics;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Writes the page that shows a finished run.
 *
 * @param folder the run's folder
 * @param request what was trained on
 * @param config how
 * @param data features and labels
 */
record RunPage(RunFolder folder, TrainingRequest request, TrainConfig config, TrainingData data) {
  private static final int EXAMPLES = 6;
  private static final ClusterPatches PATCHES = new ClusterPatches(12, 1);

  /**
   * What came of the run.
   *
   * @param parts head and probes
   * @param classes names and colours of labelled classes
   * @param clusters names and colours of clusters
   * @param validation the figures at the end
   * @param warnings what was said on the way
   */
  record Outcome(
      HeadAndProbes parts,
      Optional<Legend> classes,
      Legend clusters,
      Optional<EvaluationResult> validation,
      List<String> warnings) {}

  /** Writes the page, and the photographs with their masks to TensorBoard too. */
  void write(Outcome outcome, long steps, RunLog log) throws IOException {
    List<ReportData.Example> examples = gallery(outcome).examples(EXAMPLES, outcome.parts());
    log.board().image(steps, "masks", grid(examples));
    Correspondences features =
        Correspondences.ofFeatures(outcome.parts().backend(), config, data.training());
    Correspondences codes = Correspondences.ofCodes(config, data.training(), outcome.parts());
    List<RunMetrics.Entry> entries = RunMetrics.read(folder.metrics());
    ReportData page =
        ReportData.of(RunReport.heading(request, config, outcome.validation(), outcome.warnings()))
            .withCharts(RunReport.charts(entries, features, codes))
            .withGallery(new ReportData.Gallery(examples, legends(outcome)))
            .withClusters(clusters(outcome))
            .withTexts(texts());
    if (outcome.validation().isPresent()) {
      page = page.withResults(RunReport.results(outcome.validation().get(), outcome.clusters()));
    }
    HtmlReport.write(page, folder.report());
  }

  /** Of the photographs that are measured on, else of those that were trained on. */
  private RunGallery gallery(Outcome outcome) {
    boolean measured = data.validation().isPresent();
    Dataset dataset = measured ? request.validation().orElseThrow() : data.images();
    FeatureSource features =
        measured ? data.validation().get().features() : data.training().features();
    return new RunGallery(
        dataset, features, config.preprocess(), outcome.classes(), outcome.clusters());
  }

  private static Rgb grid(List<ReportData.Example> examples) {
    List<Rgb> pictures = new ArrayList<>();
    examples.forEach(
        example -> example.pictures().forEach(picture -> pictures.add(picture.image())));
    return ImageGrid.of(pictures, examples.get(0).pictures().size());
  }

  private static List<ReportData.Legend> legends(Outcome outcome) {
    List<ReportData.Legend> legends = new ArrayList<>();
    outcome.classes().ifPresent(classes -> legends.add(legend("labels", classes)));
    legends.add(legend("clusters", outcome.clusters()));
    return legends;
  }

  private static ReportData.Legend legend(String title, Legend legend) {
    return new ReportData.Legend(
        title, IntStream.range(0, legend.names().size()).mapToObj(k -> entry(legend, k)).toList());
  }

  private static ReportData.Entry entry(Legend legend, int k) {
    return new ReportData.Entry(legend.names().get(k), legend.palette().color(k));
  }

  private ReportData.Clusters clusters(Outcome outcome) throws IOException {
    HeadAndProbes parts = outcome.parts();
    FeatureSource features = data.training().features();
    Tensor centroids = parts.clusters().centroids();
    ClusterPatches.Found found = PATCHES.find(features, parts.head(), centroids, parts.backend());
    int patch = config.preprocess().size() / features.rows();
    PatchCutter cutter = new PatchCutter(data.images(), config.preprocess(), patch);
    List<ReportData.Cluster> clusters = new ArrayList<>();
    for (int k = 0; k < found.counts().length; k++) {
      List<Rgb> squares = cutter.cut(found.typical().get(k));
      clusters.add(
          new ReportData.Cluster(k, entry(outcome.clusters(), k), found.share(k), squares));
    }
    return new ReportData.Clusters(clusters, folder.model().toString());
  }

  private List<ReportData.Text> texts() throws IOException {
    List<ReportData.Text> texts = new ArrayList<>();
    texts.add(new ReportData.Text("Settings", ConfigFile.format(config)));
    if (Files.exists(folder.inputs())) {
      Map<String, String> inputs = YamlTexts.read(folder.inputs());
      texts.add(new ReportData.Text("Inputs", YamlTexts.format(inputs)));
    }
    return texts;
  }
}
