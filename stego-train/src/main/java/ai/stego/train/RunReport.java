package ai.stego.train;

import ai.stego.segment.Legend;
import ai.stego.segment.StegoModel.Classes;
import ai.stego.train.config.Setting;
import ai.stego.train.config.TrainConfig;
import ai.stego.train.eval.ConfusionMatrix;
import ai.stego.train.eval.EvaluationResult;
import ai.stego.train.eval.HungarianMatching;
import ai.stego.train.eval.Metrics;
import ai.stego.train.eval.ProbeScore;
import ai.stego.train.report.Histogram;
import ai.stego.train.report.LineChart;
import ai.stego.train.report.ReportData;
import ai.stego.train.report.ReportData.Fact;
import ai.stego.train.report.ReportData.Row;
import ai.stego.train.report.RunMetrics;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Puts the figures of a run into the form of the report page. */
final class RunReport {
  private RunReport() {}

  /** What the page begins with. */
  static ReportData.Heading heading(
      TrainingRequest request,
      TrainConfig config,
      Optional<EvaluationResult> validation,
      List<String> warnings) {
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("steps", config.get(Setting.STEPS).toString()));
    facts.add(new Fact("backbone", request.backboneName()));
    facts.add(new Fact("clusters", config.get(Setting.CLASSES).toString()));
    validation.ifPresent(
        result ->
            result.scores().stream()
                .filter(score -> !score.crf())
                .forEach(
                    score -> {
                      facts.add(
                          new Fact(name(score) + " mIoU", percent(score.metrics().meanIou())));
                      facts.add(
                          new Fact(name(score) + " accuracy", percent(score.metrics().accuracy())));
                    }));
    String lead =
        "Trained without labels on "
            + request.images().description()
            + (validation.isPresent()
                ? "; measured on " + request.validation().orElseThrow().description() + "."
                : "; there are no labels to measure on.");
    return new ReportData.Heading("STEGO training run", lead, facts, warnings);
  }

  private static String name(ProbeScore score) {
    return score.probe() == Classes.CLUSTER ? "clusters" : "linear probe";
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", share * 100);
  }

  /** Losses, cosines, validation, and the correspondences that the shifts part. */
  static List<LineChart> charts(
      List<RunMetrics.Entry> log, Correspondences features, Correspondences codes) {
    return List.of(
        LineChart.ofMetrics(
            "Losses",
            "loss",
            log,
            names(
                "total", "loss/total",
                "correspondence", "loss/correspondence",
                "cluster probe", "loss/cluster",
                "linear probe", "loss/linear")),
        LineChart.ofMetrics(
            "Terms of the correspondence loss",
            "loss",
            log,
            names("self", "loss/self", "neighbour", "loss/neighbor", "negative", "loss/negative")),
        LineChart.ofMetrics(
            "Mean cosine of codes",
            "cosine",
            log,
            names(
                "self", "cosine/self",
                "neighbour", "cosine/neighbor",
                "negative", "cosine/negative")),
        LineChart.ofMetrics(
            "Validation",
            "share",
            log,
            names(
                "cluster accuracy", "validation/cluster_accuracy",
                "cluster mIoU", "validation/cluster_miou",
                "linear accuracy", "validation/linear_accuracy",
                "linear mIoU", "validation/linear_miou")),
        LineChart.ofMetrics(
            "Share of the largest cluster", "share", log, names("patches", "cluster/largest")),
        LineChart.ofHistograms(
            "Feature correspondences, which the shifts part", "cosine, centred", three(features)),
        LineChart.ofHistograms("Code correspondences at the end", "cosine", three(codes)));
  }

  private static Map<String, String> names(String... pairs) {
    Map<String, String> names = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      names.put(pairs[i], pairs[i + 1]);
    }
    return names;
  }

  private static Map<String, Histogram> three(Correspondences values) {
    Map<String, Histogram> histograms = new LinkedHashMap<>();
    histograms.put("self", Histogram.even(values.self(), -1, 1, 100));
    histograms.put("neighbour", Histogram.even(values.neighbor(), -1, 1, 100));
    histograms.put("negative", Histogram.even(values.negative(), -1, 1, 100));
    return histograms;
  }

  /** Accuracy and IoU of both probes, and what was taken for what. */
  static ReportData.Results results(EvaluationResult result, Legend clusters) {
    List<Row> probes = new ArrayList<>();
    List<Row> classes = new ArrayList<>();
    List<ReportData.Confusion> confusions = new ArrayList<>();
    List<ProbeScore> scores = result.scores();
    for (ProbeScore score : scores) {
      Metrics metrics = score.metrics();
      probes.add(new Row(name(score), new double[] {metrics.accuracy(), metrics.meanIou()}));
      confusions.add(confusion(score, result.classNames(), clusters));
    }
    for (int k = 0; k < result.classNames().size(); k++) {
      int row = k;
      double[] iou = scores.stream().mapToDouble(score -> score.metrics().iou()[row]).toArray();
      classes.add(new Row(result.classNames().get(k), iou));
    }
    return new ReportData.Results(
        List.of(
            new ReportData.Table("Probes", List.of("accuracy", "mIoU"), probes),
            new ReportData.Table(
                "IoU of each class", scores.stream().map(RunReport::name).toList(), classes)),
        confusions);
  }

  /** Clusters in the order of the classes that they were matched to, the others behind. */
  private static ReportData.Confusion confusion(
      ProbeScore score, List<String> classNames, Legend clusters) {
    ConfusionMatrix matrix = score.matrix();
    int[] match = score.metrics().classOfCluster();
    int[] order =
        IntStream.range(0, matrix.predictions())
            .boxed()
            .sorted(
                Comparator.comparingInt(
                    cluster ->
                        match[cluster] == HungarianMatching.UNMATCHED
                            ? Integer.MAX_VALUE
                            : match[cluster]))
            .mapToInt(Integer::intValue)
            .toArray();
    long[][] counts = new long[matrix.classes()][order.length];
    for (int actual = 0; actual < counts.length; actual++) {
      for (int i = 0; i < order.length; i++) {
        counts[actual][i] = matrix.count(order[i], actual);
      }
    }
    boolean linear = score.probe() == Classes.LINEAR;
    List<String> predicted =
        IntStream.of(order)
            .mapToObj(i -> linear ? classNames.get(i) : i + " " + clusters.names().get(i))
            .toList();
    return new ReportData.Confusion(name(score), classNames, predicted, counts);
  }
}
