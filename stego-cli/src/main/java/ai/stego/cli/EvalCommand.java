package ai.stego.cli;

import ai.stego.image.Preprocess;
import ai.stego.segment.Legend;
import ai.stego.segment.LegendTexts;
import ai.stego.segment.crf.CrfParameters;
import ai.stego.tensor.InputException;
import ai.stego.tensor.io.AtomicFile;
import ai.stego.tensor.io.TensorFile;
import ai.stego.train.config.ConfigFile;
import ai.stego.train.config.TrainConfig;
import ai.stego.train.data.Dataset;
import ai.stego.train.data.DatasetOptions;
import ai.stego.train.data.Subset;
import ai.stego.train.eval.EvaluationJson;
import ai.stego.train.eval.EvaluationOptions;
import ai.stego.train.eval.EvaluationResult;
import ai.stego.train.eval.EvaluationSummary;
import ai.stego.vit.weights.BackboneWeights;
import ai.stego.vit.weights.StegoCheckpoint;
import ai.stego.vit.weights.StegoTensors;
import ai.stego.vit.weights.WeightSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code stego eval}: masks held against labels. */
@Command(
    name = "eval",
    header = "Hold a model's masks against labels: accuracy, mIoU, IoU of each class.",
    description = {
      "",
      "Both probes, with and without CRF, as the reference evaluates: the middle squares of all",
      "photographs in one confusion matrix; clusters are matched to classes so that as many pixels",
      "as possible agree. Several models are summed up as mean and sample deviation."
    },
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  stego eval camvid -m model.safetensors --classes 11",
      "  stego eval coco -m cocostuff27_vit_base_5.ckpt --dataset cocostuff27",
      "  stego eval camvid -m seed0.safetensors -m seed1.safetensors --no-crf --json eval.json"
    },
    sortOptions = false)
@SuppressWarnings("UnusedVariable") // picocli reads the fields
final class EvalCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "DATA", description = "The folder of the labelled photographs.")
  private Path root;

  @Option(
      names = {"-m", "--model"},
      required = true,
      paramLabel = "MODEL",
      description = "A STEGO checkpoint or a model file; may be given several times.")
  private List<Path> models;

  @Option(
      names = "--backbone",
      paramLabel = "FILE",
      description = "The backbone of models that do not hold it: a file, or a name.")
  private String backbone;

  @Option(
      names = "--heads",
      paramLabel = "A",
      description = "Attention heads of the backbone, where they are not D / 64.")
  private int heads;

  @Mixin private DataOptions data;

  @Option(names = "--limit", paramLabel = "N", description = "Only the first N photographs.")
  private Integer limit;

  @Option(
      names = "--size",
      paramLabel = "R",
      defaultValue = "320",
      description = "Side of the squares in pixels (default: ${DEFAULT-VALUE}).")
  private int size;

  @Option(
      names = "--resize",
      paramLabel = "nearest|bilinear",
      description = {
        "How photographs are resized, labels by the nearest always",
        "(default: as the model was trained; nearest, if it does not say)."
      })
  private Preprocess.Filter filter;

  @Option(names = "--no-flip", description = "Do not average with the mirrored photograph: faster.")
  private boolean noFlip;

  @Option(names = "--no-crf", description = "Do not judge masks refined by the CRF: faster.")
  private boolean noCrf;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write all figures and confusion matrices there too.")
  private Path json;

  @Mixin private DeviceOptions device;
  @Mixin private CommonOptions common;

  @Override
  public Integer call() throws IOException {
    if (json != null) {
      FeatureOutputs.requireWritable(json);
    }
    Dataset dataset = data.open(root, usualClasses());
    Dataset chosen = limit == null ? dataset : Subset.first(dataset, limit);
    EvaluationOptions options = options();
    long start = System.nanoTime();
    List<EvaluationResult> results =
        new EvalRun(spec.commandLine(), device, options, chosen).run(models, backbone(), hints());
    EvaluationSummary summary = EvaluationSummary.of(results);
    spec.commandLine().getOut().print(EvaluationTable.of(summary, options));
    if (json != null) {
      List<String> names = models.stream().map(Path::toString).toList();
      String text = EvaluationJson.write(summary, names, options) + "\n";
      AtomicFile.write(json, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    int images = chosen.size() * models.size();
    spec.commandLine()
        .getOut()
        .printf(Locale.ROOT, "%n%.1f s, %.2f images/s%n", seconds, images / seconds);
    return Main.FINE;
  }

  private EvaluationOptions options() throws IOException {
    Preprocess.Filter resize = filter == null ? trainedFilter() : filter;
    return EvaluationOptions.DEFAULT
        .withPreprocess(new Preprocess(size, Preprocess.Crop.CENTER, resize))
        .withFlip(!noFlip)
        .withCrf(noCrf ? Optional.empty() : Optional.of(CrfParameters.STEGO));
  }

  /** The one that all models were trained with. */
  private Preprocess.Filter trainedFilter() throws IOException {
    Set<Preprocess.Filter> trained = EnumSet.noneOf(Preprocess.Filter.class);
    for (Path path : models) {
      try (TensorFile file = WeightSource.open(path)) {
        StegoTensors model = StegoCheckpoint.read(file, hints());
        TrainConfig config =
            ConfigFile.ofModel(path.toString(), model.metadata()).orElse(TrainConfig.DEFAULT);
        trained.add(config.preprocess().filter());
      }
    }
    if (trained.size() > 1) {
      throw new InputException(
          "--resize: say which; some of these models were trained with nearest, some with"
              + " bilinear");
    }
    return trained.iterator().next();
  }

  private BackboneWeights.Hints hints() {
    return BackboneWeights.Hints.heads(heads);
  }

  private Optional<BackboneWeights> backbone() throws IOException {
    return backbone == null
        ? Optional.empty()
        : Optional.of(NamedBackbone.find(backbone, hints()).weights());
  }

  /** The classes that the first model was trained with, if it saw labels. */
  private DatasetOptions usualClasses() throws IOException {
    try (TensorFile file = WeightSource.open(models.get(0))) {
      StegoTensors model = StegoCheckpoint.read(file, hints());
      if (model.linear().isEmpty()) {
        return DatasetOptions.NONE;
      }
      if (model.classes() > DatasetOptions.MOST_CLASSES) {
        throw new InputException(
            models.get(0)
                + ": labels can tell "
                + DatasetOptions.MOST_CLASSES
                + " classes apart, the model has "
                + model.classes());
      }
      Legend legend = LegendTexts.classes(model);
      return new DatasetOptions(legend.names(), model.classes());
    }
  }
}
