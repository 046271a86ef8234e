package ai.stego.train;

import ai.stego.segment.Legend;
import ai.stego.segment.LegendTexts;
import ai.stego.segment.StegoModel;
import ai.stego.tensor.Backend;
import ai.stego.tensor.InputException;
import ai.stego.tensor.Scope;
import ai.stego.train.config.ConfigFile;
import ai.stego.train.config.Setting;
import ai.stego.train.config.TrainConfig;
import ai.stego.train.data.ClassSet;
import ai.stego.train.data.Dataset;
import ai.stego.train.eval.EvaluationResult;
import ai.stego.train.eval.HeadAndProbes;
import ai.stego.vit.weights.ModelFile;
import ai.stego.vit.weights.StegoTensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * Training from photographs to a model file, in a run folder: features, neighbours, steps, log,
 * validation, checkpoints, model. What was interrupted goes on from the newest checkpoint, bit for
 * bit.
 */
public final class TrainingRun {
  /**
   * The stage after the last step, as a listener hears it: the state is saved, and model and page
   * can be made again.
   */
  public static final String REPORT = "report";

  private final Backend backend;
  private final RunFolder folder;
  private final TrainingRequest request;
  private final TrainListener listener;

  /**
   * How a run ended.
   *
   * @param steps steps that were taken in all
   * @param finished whether that is all that were asked for
   * @param model the model file; empty if the run was stopped
   * @param validation the figures at the end, where there are labels to measure on
   */
  public record Result(
      long steps, boolean finished, Optional<Path> model, Optional<EvaluationResult> validation) {}

  /**
   * Prepares a run.
   *
   * @param backend where to train
   * @param folder a folder that was begun, or is to go on
   * @param request what to do
   * @param listener hears how it goes
   */
  public TrainingRun(
      Backend backend, RunFolder folder, TrainingRequest request, TrainListener listener) {
    this.backend = backend;
    this.folder = folder;
    this.request = request;
    this.listener = listener;
  }

  /**
   * Trains to the end, or until told to stop.
   *
   * @param stop asked before each step, and not before photographs are prepared; when it says true,
   *     the state is saved and the run ends
   * @return how it ended
   * @throws InputException if the data does not fit, or the loss is no longer a number
   * @throws IOException if photographs cannot be read, or results not be written
   */
  public Result run(BooleanSupplier stop) throws IOException {
    Optional<Checkpoint> newest = folder.newest();
    long steps = newest.map(Checkpoint::step).orElse(0L);
    try (TrainingData data = TrainingData.open(backend, request, listener);
        RunLog log = open(data, steps)) {
      TrainConfig config = newest.isPresent() ? withShiftsOf(newest.get()) : withShifts(data, log);
      try (StegoTrainer trainer = new StegoTrainer(backend, config, data.training())) {
        newest.ifPresent(trainer::restore);
        return new Steps(trainer, config, data, log).run(stop);
      }
    }
  }

  private RunLog open(TrainingData data, long steps) throws IOException {
    folder.requireSameFeatures(data.key(), steps);
    return RunLog.open(folder, steps);
  }

  /** Shifts that were chosen from the data are chosen once: a run goes on with its own. */
  private TrainConfig withShiftsOf(Checkpoint checkpoint) {
    TrainConfig config = request.config();
    if (!config.flag(Setting.AUTO_SHIFT)) {
      return config;
    }
    TrainConfig before = ConfigFile.parse(checkpoint.settings());
    return config
        .with(Setting.SELF_SHIFT, before.get(Setting.SELF_SHIFT))
        .with(Setting.NEIGHBOR_SHIFT, before.get(Setting.NEIGHBOR_SHIFT))
        .with(Setting.NEGATIVE_SHIFT, before.get(Setting.NEGATIVE_SHIFT));
  }

  /** Chooses the shifts of a run that begins, if asked to. */
  private TrainConfig withShifts(TrainingData data, RunLog log) throws IOException {
    TrainConfig config = request.config();
    Correspondences features = Correspondences.ofFeatures(backend, config, data.training());
    log.board().text(0, "settings", ConfigFile.format(config));
    log.correspondences(0, "features", features);
    if (!config.flag(Setting.AUTO_SHIFT)) {
      return config;
    }
    TrainConfig shifted = AutoShift.apply(config, features);
    listener.says(
        "shifts chosen from the data: self "
            + shifted.get(Setting.SELF_SHIFT)
            + ", neighbor "
            + shifted.get(Setting.NEIGHBOR_SHIFT)
            + ", negative "
            + shifted.get(Setting.NEGATIVE_SHIFT));
    return shifted;
  }

  /** The loop over the steps, with everything that it needs. */
  private final class Steps {
    private final StegoTrainer trainer;
    private final TrainConfig config;
    private final TrainingData data;
    private final RunLog log;
    private final CollapseMonitor collapse;
    private final List<String> warnings = new ArrayList<>();
    private Optional<EvaluationResult> validation = Optional.empty();
    private long measured = -1;
    private long logged = System.nanoTime();

    Steps(StegoTrainer trainer, TrainConfig config, TrainingData data, RunLog log) {
      this.trainer = trainer;
      this.config = config;
      this.data = data;
      this.log = log;
      this.collapse = new CollapseMonitor(trainer.network().centroids().shape().axis(0));
    }

    Result run(BooleanSupplier stop) throws IOException {
      long last = config.count(Setting.STEPS);
      while (trainer.steps() < last && !stop.getAsBoolean()) {
        StepReport report = trainer.step();
        if (!report.sound()) {
          throw new InputException(
              "step "
                  + report.step()
                  + ": the loss is no longer a number; try a lower --head-rate; the checkpoints of"
                  + " earlier steps are untouched");
        }
        listener.step(report);
        collapse.look(report).ifPresent(this::warn);
        after(report, last);
      }
      return trainer.steps() < last ? stopped() : finished();
    }

    private void warn(String line) {
      warnings.add(line);
      listener.warning(line);
    }

    private void after(StepReport report, long last) throws IOException {
      long step = report.step();
      if (due(Setting.LOG_EVERY, step)) {
        double seconds = (System.nanoTime() - logged) / 1e9;
        log.step(report, config.count(Setting.LOG_EVERY) / seconds);
        logged = System.nanoTime();
      }
      // Saved first: to measure on many photographs takes long, and loses nothing if it is cut off.
      if (due(Setting.CHECKPOINT_EVERY, step) || step == last) {
        folder.save(trainer.checkpoint(), config.count(Setting.KEEP));
      }
      if (due(Setting.VALIDATE_EVERY, step) || step == last) {
        measure(step);
      }
    }

    private boolean due(Setting every, long step) {
      return step % config.count(every) == 0;
    }

    private void measure(long step) throws IOException {
      measured = step;
      try (Scope scope = backend.scope()) {
        HeadAndProbes parts = trainer.network().snapshot(scope);
        log.correspondences(step, "codes", Correspondences.ofCodes(config, data.training(), parts));
        if (data.validation().isPresent()) {
          ClassSet classes = request.validation().flatMap(Dataset::classes).orElseThrow();
          EvaluationResult result = data.validation().get().of(parts, classes.names());
          log.validation(step, result);
          validation = Optional.of(result);
        }
      }
    }

    private Result stopped() throws IOException {
      folder.save(trainer.checkpoint(), config.count(Setting.KEEP));
      return new Result(trainer.steps(), false, Optional.empty(), validation);
    }

    private Result finished() throws IOException {
      listener.at(REPORT, 0, 1);
      if (measured != trainer.steps()) {
        measure(trainer.steps()); // a run that was finished before
      }
      Map<String, String> texts = new TreeMap<>();
      texts.put(ModelFile.BACKBONE_NAME, request.backboneName());
      texts.put(ConfigFile.METADATA, ConfigFile.format(config));
      texts.put("training.data", request.images().description());
      StegoTensors model =
          trainer.network().model(request.weights(), config.count(Setting.CLASSES), texts);
      Optional<Legend> classes =
          request.images().classes().map(set -> new Legend(set.names(), set.palette()));
      Optional<Legend> clusters = classes.flatMap(this::clusters);
      StegoTensors named = LegendTexts.put(model, classes, clusters);
      ModelFile.write(folder.model(), named, request.embedBackbone());
      try (Scope scope = backend.scope()) {
        RunPage.Outcome outcome =
            new RunPage.Outcome(
                trainer.network().snapshot(scope),
                classes,
                LegendTexts.clusters(named),
                validation,
                warnings);
        new RunPage(folder, request, config, data).write(outcome, trainer.steps(), log);
      }
      listener.at(REPORT, 1, 1);
      return new Result(trainer.steps(), true, Optional.of(folder.model()), validation);
    }

    /** With labels, a cluster bears the name of the class that it was matched to. */
    private Optional<Legend> clusters(Legend classes) {
      return validation
          .flatMap(result -> result.score(StegoModel.Classes.CLUSTER, false))
          .map(score -> classes.ofClusters(score.supportedClasses()));
    }
  }
}
