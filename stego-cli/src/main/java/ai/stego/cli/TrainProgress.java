package ai.stego.cli;

import ai.stego.segment.StegoModel.Classes;
import ai.stego.train.RunFolder;
import ai.stego.train.StepReport;
import ai.stego.train.TrainListener;
import ai.stego.train.TrainingRun;
import ai.stego.train.config.Setting;
import ai.stego.train.config.TrainConfig;
import ai.stego.train.eval.EvaluationResult;
import ai.stego.train.eval.Metrics;
import java.io.PrintWriter;
import java.util.Locale;
import picocli.CommandLine;

/** Shows how a training run goes on: a bar for each stage, warnings, and what came of it. */
final class TrainProgress implements TrainListener, AutoCloseable {
  private static final String TRAINING = "training";

  private final CommandLine console;
  private final long steps;
  private final StepLines lines;
  private ProgressLine bar;
  private String stage = "";

  TrainProgress(CommandLine console, TrainConfig config) {
    this.console = console;
    this.steps = config.count(Setting.STEPS);
    this.lines = new StepLines(steps, System::nanoTime);
  }

  @Override
  public void at(String next, long done, long total) {
    if (next.equals(TrainingRun.REPORT)) {
      Interruption.saved();
    }
    bar(next, total, 0).to(done);
  }

  @Override
  public void says(String line) {
    say(line);
  }

  @Override
  public void warning(String line) {
    say("stego: " + line);
  }

  @Override
  public void step(StepReport report) {
    ProgressLine shown = bar(TRAINING, steps, report.step() - 1);
    shown.to(report.step());
    shown.note(String.format(Locale.ROOT, "loss %.4f", report.total()));
    lines.step(report).ifPresent(this::say);
  }

  private ProgressLine bar(String next, long total, long before) {
    if (bar == null || !stage.equals(next)) {
      close();
      stage = next;
      String unit =
          next.equals(TRAINING) ? "steps" : next.equals(TrainingRun.REPORT) ? "" : "images";
      bar = ProgressLine.resuming(console.getErr(), next, unit, total, before);
    }
    return bar;
  }

  private void say(String line) {
    PrintWriter err = console.getErr();
    if (bar != null) {
      bar.say(line);
    } else {
      err.println(line);
    }
    err.flush();
  }

  /** Says what came of the run, or how to go on with it. */
  void ended(TrainingRun.Result result, RunFolder run) {
    close();
    if (!result.finished()) {
      console.getErr().println("stopped and saved at step " + result.steps() + howToGoOn(run));
      console.getErr().flush();
      return;
    }
    PrintWriter out = console.getOut();
    result.validation().ifPresent(found -> print(out, found));
    out.println("trained " + result.steps() + " steps; the model is " + run.model());
    out.flush();
  }

  /** Says how to go on with a run that was ended where there was nothing to save. */
  void dropped(RunFolder run) {
    console
        .getErr()
        .println((Terminal.err() ? System.lineSeparator() : "") + "stopped" + howToGoOn(run));
    console.getErr().flush();
  }

  private static String howToGoOn(RunFolder run) {
    String path = run.root().toString();
    String quoted = path.matches("[\\w./:@%+,=-]+") ? path : "'" + path.replace("'", "'\\''") + "'";
    return "; go on from there with: stego train --resume -o " + quoted;
  }

  private static void print(PrintWriter out, EvaluationResult result) {
    for (Classes probe : Classes.values()) {
      result
          .score(probe, false)
          .ifPresent(
              score -> {
                Metrics metrics = score.metrics();
                out.printf(
                    Locale.ROOT,
                    "validation, %s probe: accuracy %.1f %%, mIoU %.1f %%%n",
                    probe.name().toLowerCase(Locale.ROOT),
                    metrics.accuracy() * 100,
                    metrics.meanIou() * 100);
              });
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
