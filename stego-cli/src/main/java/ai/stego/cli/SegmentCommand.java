package ai.stego.cli;

import ai.stego.segment.Segmenter;
import ai.stego.segment.SegmenterBuilder;
import ai.stego.segment.SegmenterOptions;
import ai.stego.segment.StegoModel;
import ai.stego.segment.crf.CrfParameters;
import ai.stego.vit.weights.BackboneWeights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code stego segment}: photographs in, masks out. */
@Command(
    name = "segment",
    header = "Segment photographs with a trained model.",
    description = {
      "",
      "For each photograph NAME.labels.png (a palette PNG: a pixel's index is its class),",
      "NAME.overlay.png, and a line in segments.jsonl. A file that cannot be read is reported, the",
      "rest goes on, and the exit code is 1. When the run is interrupted, segments.jsonl has the",
      "photographs that were done."
    },
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  stego segment photos/ -m model.safetensors -o masks/",
      "  stego segment a.jpg b.png -m cocostuff27_vit_base_5.ckpt --no-crf",
      "  stego segment 'photos/**.jpg' -m model.safetensors --size 448"
    },
    sortOptions = false)
@SuppressWarnings("UnusedVariable") // picocli reads the fields
final class SegmentCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "PATH",
      arity = "1..*",
      description = "Photographs, folders of photographs, or globs.")
  private List<String> paths;

  @Option(
      names = {"-m", "--model"},
      required = true,
      paramLabel = "MODEL",
      description = "A STEGO checkpoint (.ckpt) or a model file (.safetensors).")
  private Path model;

  @Option(
      names = "--backbone",
      paramLabel = "FILE",
      description =
          "The backbone of a model that does not hold it: a file, or a name of 'stego weights"
              + " list'.")
  private String backbone;

  @Option(
      names = "--heads",
      paramLabel = "A",
      description = "Attention heads of the backbone, where they are not D / 64.")
  private int heads;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      defaultValue = "segments",
      description = "Where the results go; made if need be (default: ${DEFAULT-VALUE}).")
  private Path folder;

  @Mixin private PhotoOptions photos;

  @Option(
      names = "--probe",
      paramLabel = "cluster|linear",
      defaultValue = "cluster",
      description =
          "Which probe decides: the clusters, or the labelled classes (default: cluster).")
  private StegoModel.Classes probe;

  @Option(names = "--no-flip", description = "Do not average with the mirrored photograph: faster.")
  private boolean noFlip;

  @Option(names = "--no-crf", description = "Do not refine the mask along edges: faster, coarser.")
  private boolean noCrf;

  @Mixin private DeviceOptions device;
  @Mixin private CommonOptions common;

  @Override
  public Integer call() throws IOException {
    List<Path> files = Inputs.expand(paths);
    BackboneWeights.Hints hints = BackboneWeights.Hints.heads(heads);
    SegmenterBuilder builder =
        Segmenter.builder()
            .model(model)
            .hints(hints)
            .device(device.device())
            .backendOptions(device.options())
            .options(options());
    if (backbone != null) {
      builder.backbone(NamedBackbone.find(backbone, hints).weights());
    }
    try (Segmenter segmenter = builder.open()) {
      return new SegmentRun(spec.commandLine(), segmenter, photos.reader(), folder).run(files);
    }
  }

  private SegmenterOptions options() {
    return SegmenterOptions.DEFAULT
        .withPreprocess(photos.preprocess())
        .withFlip(!noFlip)
        .withCrf(noCrf ? Optional.empty() : Optional.of(CrfParameters.STEGO))
        .withClasses(probe);
  }
}
