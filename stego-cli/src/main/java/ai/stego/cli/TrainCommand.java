package ai.stego.cli;

import ai.stego.tensor.Backend;
import ai.stego.tensor.InputException;
import ai.stego.train.RunFolder;
import ai.stego.train.TrainingRequest;
import ai.stego.train.TrainingRun;
import ai.stego.train.config.ConfigFile;
import ai.stego.train.config.Presets;
import ai.stego.train.config.Setting;
import ai.stego.train.config.TrainConfig;
import ai.stego.train.config.YamlTexts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** {@code stego train}: photographs in, a model out. */
@Command(
    name = "train",
    header = "Train a segmenter on photographs, without labels.",
    description = {
      "",
      "DATA is a folder of photographs, or has STEGO's layout: imgs/train, and if there are any,",
      "labels/train, which train nothing but a probe that measures; imgs/val with labels/val is",
      "measured on. The features of the backbone are stored once. RUN receives model.safetensors",
      "(for 'stego segment'), report.html, metrics.jsonl, TensorBoard files and checkpoints.",
      "Ctrl-C saves, and --resume goes on from there."
    },
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  stego train photos/ -b dino-vits8-300ep --classes 8 -o run",
      "  stego train coco/ --dataset cocostuff27 --preset cocostuff27 -b dino-vits8-300ep -o run",
      "  stego train --resume -o run --steps 10000"
    },
    sortOptions = false)
@SuppressWarnings("UnusedVariable") // picocli reads the fields
final class TrainCommand implements Callable<Integer> {
  private final CommandSpec spec;
  private final SettingOptions settings = new SettingOptions();

  @Mixin private TrainOptions options;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "RUN",
      required = true,
      description = "The run's folder; made if need be.")
  private Path folder;

  @Option(names = "--resume", description = "Go on with the run in RUN.")
  private boolean resume;

  @Option(
      names = "--preset",
      paramLabel = "NAME",
      completionCandidates = PresetNames.class,
      description = "Settings as published: ${COMPLETION-CANDIDATES}.")
  private String preset;

  @Option(names = "--config", paramLabel = "FILE", description = "Settings in a YAML file.")
  private Path config;

  @Option(
      names = "--no-store",
      description = "As --store none: no disk, but the backbone runs at every step.")
  private boolean noStore;

  @Mixin private DeviceOptions device;
  @Mixin private CommonOptions common;

  private TrainCommand() {
    this.spec = CommandSpec.forAnnotatedObject(this);
    settings.addTo(spec);
  }

  /** The names of the presets, for the help. */
  static final class PresetNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Presets.names().iterator();
    }
  }

  /** The command with an option for every setting. */
  static CommandSpec spec() {
    return new TrainCommand().spec;
  }

  @Override
  public Integer call() throws IOException {
    if (noStore) {
      settings.put(Setting.STORE, "none");
    }
    try (Backend backend = device.open()) {
      return resume ? resume(backend) : begin(backend);
    }
  }

  private int begin(Backend backend) throws IOException {
    TrainConfig asked = settings.config(preset, config, TrainConfig.DEFAULT);
    TrainSetup setup = TrainSetup.of(options.inputs(), folder);
    TrainingRequest request = setup.request(asked);
    try (RunFolder run =
        RunFolder.begin(folder, request.config(), setup.record(request, backend))) {
      return train(backend, run, request);
    }
  }

  private int resume(Backend backend) throws IOException {
    if (preset != null) {
      throw new InputException("--preset: a run goes on only as it began; leave it out");
    }
    try (RunFolder run = RunFolder.resume(folder)) {
      TrainConfig began = ConfigFile.read(run.config(), TrainConfig.DEFAULT);
      TrainConfig asked = settings.config(null, config, began);
      began.requireSameRun(asked);
      TrainInputs recorded = options.inputs().resumedFrom(YamlTexts.read(run.inputs()));
      requireData(recorded);
      TrainingRequest request = TrainSetup.of(recorded, folder).request(asked);
      run.record(asked);
      int code = train(backend, run, request);
      run.record(recorded.texts()); // now that the photographs have proved to be the same
      return code;
    }
  }

  private static void requireData(TrainInputs inputs) {
    Optional<Path> data = inputs.path(TrainInputs.DATA);
    if (data.isPresent() && !Files.exists(data.get())) {
      throw new InputException(
          data.get()
              + ": there is no such folder; if the photographs have moved, say where as DATA");
    }
  }

  private int train(Backend backend, RunFolder run, TrainingRequest request) throws IOException {
    try (TrainProgress progress = new TrainProgress(spec.commandLine(), request.config())) {
      TrainingRun training = new TrainingRun(backend, run, request, progress);
      return Interruption.patiently(
          () -> {
            TrainingRun.Result result = training.run(Interruption::requestedToSave);
            progress.ended(result, run);
            return Main.FINE;
          },
          () -> progress.dropped(run));
    }
  }
}
