package ai.stego.train;

import ai.stego.segment.StegoModel.Classes;
import ai.stego.train.eval.EvaluationResult;
import ai.stego.train.eval.Metrics;
import ai.stego.train.eval.ProbeScore;
import ai.stego.train.report.RunMetrics;
import ai.stego.train.report.TensorBoardWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Writes what a run measures to its log and its TensorBoard files, under the same names. */
final class RunLog implements AutoCloseable {
  private final RunMetrics metrics;
  private final TensorBoardWriter board;

  private RunLog(RunMetrics metrics, TensorBoardWriter board) {
    this.metrics = metrics;
    this.board = board;
  }

  /**
   * Begins or goes on.
   *
   * @param steps steps that count already: what was logged of later ones is void
   */
  static RunLog open(RunFolder folder, long steps) throws IOException {
    Path events = folder.root().resolve("tensorboard");
    RunMetrics metrics = RunMetrics.resume(folder.metrics(), steps);
    TensorBoardWriter board = null;
    try {
      board =
          Files.exists(events) // maybe of a run that ended before its first checkpoint
              ? TensorBoardWriter.resume(events, steps == 0 ? 0 : steps + 1)
              : TensorBoardWriter.create(events);
      return new RunLog(metrics, board);
    } finally {
      if (board == null) {
        metrics.close();
      }
    }
  }

  /** The TensorBoard file, for what only it can show. */
  TensorBoardWriter board() {
    return board;
  }

  void step(StepReport report, double stepsPerSecond) throws IOException {
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("loss/total", report.total());
    values.put("loss/correspondence", report.correspondence());
    values.put("loss/self", report.self().loss());
    values.put("loss/neighbor", report.neighbor().loss());
    values.put("loss/negative", report.negative().loss());
    values.put("loss/cluster", report.cluster());
    report.linear().ifPresent(loss -> values.put("loss/linear", loss));
    values.put("cosine/self", report.self().codeCosine());
    values.put("cosine/neighbor", report.neighbor().codeCosine());
    values.put("cosine/negative", report.negative().codeCosine());
    values.put("cluster/largest", report.largestCluster());
    values.put("speed/steps_per_second", stepsPerSecond);
    add(report.step(), values);
  }

  void validation(long step, EvaluationResult result) throws IOException {
    Map<String, Double> values = new LinkedHashMap<>();
    for (Classes probe : Classes.values()) {
      result
          .score(probe, false)
          .map(ProbeScore::metrics)
          .ifPresent(found -> put(values, probe, found));
    }
    add(step, values);
  }

  private static void put(Map<String, Double> values, Classes probe, Metrics found) {
    String name = "validation/" + probe.name().toLowerCase(Locale.ROOT);
    values.put(name + "_accuracy", found.accuracy());
    values.put(name + "_miou", found.meanIou());
  }

  void correspondences(long step, String of, Correspondences values) throws IOException {
    board.histogram(step, of + "/self", values.self());
    board.histogram(step, of + "/neighbor", values.neighbor());
    board.histogram(step, of + "/negative", values.negative());
  }

  private void add(long step, Map<String, Double> values) throws IOException {
    metrics.add(step, values);
    for (Map.Entry<String, Double> value : values.entrySet()) {
      board.scalar(step, value.getKey(), value.getValue());
    }
  }

  @Override
  public void close() throws IOException {
    try {
      metrics.close();
    } finally {
      board.close();
    }
  }
}
