package ai.stego.cli;

import ai.stego.image.ImageWriter;
import ai.stego.image.Rgb;
import ai.stego.tensor.Backend;
import ai.stego.tensor.InputException;
import ai.stego.tensor.Scope;
import ai.stego.tensor.io.HostTensor;
import ai.stego.tensor.io.NamedTensors;
import ai.stego.tensor.io.Npy;
import ai.stego.tensor.io.SafeTensorsWriter;
import ai.stego.tensor.io.TensorFile;
import ai.stego.train.report.FeatureImage;
import ai.stego.train.report.FeaturePca;
import ai.stego.vit.VisionTransformer;
import ai.stego.vit.weights.BackboneWeights;
import ai.stego.vit.weights.WeightSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code stego features}: what a backbone says of each patch. */
@Command(
    name = "features",
    header = "Compute a backbone's features of photographs.",
    description = {
      "",
      "OUT.safetensors gets one tensor (h,w,D) for each photograph, under its name; OUT.npy gets",
      "(h,w,D), or (B,h,w,D) of several photographs of one size. With several photographs, the",
      "pictures' names get the photograph's name before the ending. A photograph that cannot be",
      "read ends it, and nothing is written."
    },
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  stego features photo.jpg --backbone dino-vits8-300ep -o features.npy --pca pca.png",
      "  stego features photos/ --backbone vits8.safetensors -o features.safetensors --layer keys"
    },
    sortOptions = false)
@SuppressWarnings("UnusedVariable") // picocli reads the fields
final class FeaturesCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "IMAGE",
      arity = "1..*",
      description = "Photographs, folders of photographs, or globs.")
  private List<String> paths;

  @Option(
      names = "--backbone",
      required = true,
      paramLabel = "FILE",
      description = "Weights of a vision transformer: a file, or a name of 'stego weights list'.")
  private String backbone;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "OUT",
      description = "A .npy or .safetensors file.")
  private Path output;

  @Option(
      names = "--pca",
      paramLabel = "OUT.png",
      description =
          "The features' three principal components, of all photographs together, as red, green and"
              + " blue.")
  private Path pca;

  @Option(
      names = "--attention",
      paramLabel = "OUT.png",
      description = "What the class token attends to, one grey image for each head.")
  private Path attention;

  @Option(
      names = "--layer",
      paramLabel = "last|keys",
      defaultValue = "last",
      description = {
        "last: the tokens after the final layer norm (default);",
        "keys: the keys of the last block."
      })
  private FeatureExtraction.Layer layer;

  @Option(
      names = "--heads",
      paramLabel = "A",
      description = "Attention heads, where they are not D / 64.")
  private int heads;

  @Mixin private PhotoOptions photos;
  @Mixin private DeviceOptions device;
  @Mixin private CommonOptions common;

  @Override
  public Integer call() throws IOException {
    FeatureOutputs outputs = new FeatureOutputs(output, pca, attention);
    List<Path> files = Inputs.expand(paths);
    List<PhotoFeatures> all = extract(files, outputs);
    if (outputs.isNpy()) {
      Npy.write(output, all.size() == 1 ? all.get(0).tensor() : PhotoFeatures.stack(all));
    } else {
      writeSafeTensors(all);
    }
    spec.commandLine().getOut().println(output);
    writePictures(all);
    return Main.FINE;
  }

  private List<PhotoFeatures> extract(List<Path> files, FeatureOutputs outputs) throws IOException {
    try (TensorFile weights = WeightSource.open(WeightFile.find(backbone));
        Backend backend = device.open();
        Scope owner = backend.scope()) {
      VisionTransformer model = load(weights, outputs, backend, owner);
      FeatureExtraction extraction =
          new FeatureExtraction(model, photos.preprocess(), layer, attention != null);
      OutputNames names = new OutputNames(outputs.bytesAround());
      List<PhotoFeatures> all = new ArrayList<>();
      try (ProgressLine progress =
          ProgressLine.counting(spec.commandLine().getErr(), "features", "images", files.size())) {
        for (Path file : files) {
          all.add(extraction.of(names.next(file), photos.reader().read(file)));
          if (outputs.isNpy()) {
            requireSameSize(all.get(0), all.get(all.size() - 1));
          }
          progress.step();
        }
      }
      return all;
    }
  }

  private VisionTransformer load(
      TensorFile file, FeatureOutputs outputs, Backend backend, Scope owner) {
    BackboneWeights weights = BackboneWeights.find(file, BackboneWeights.Hints.heads(heads));
    weights.config().requirePhotographs(file.source());
    photos.requireFits(weights.config().patch());
    outputs.requireWidth(weights.config().width());
    return VisionTransformer.load(backend, weights.config(), weights.tensors(), owner);
  }

  private void requireSameSize(PhotoFeatures first, PhotoFeatures other) {
    if (!other.tensor().shape().equals(first.tensor().shape())) {
      throw new InputException(
          output
              + ": a .npy file holds maps of one size, but "
              + first.name()
              + " is "
              + first.tensor().shape()
              + " and "
              + other.name()
              + " is "
              + other.tensor().shape()
              + "; use .safetensors or --crop center");
    }
  }

  private void writeSafeTensors(List<PhotoFeatures> all) throws IOException {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    all.forEach(photo -> tensors.put(photo.name(), photo.tensor()));
    Map<String, String> metadata =
        Map.of(
            "backbone",
            backbone,
            "layer",
            layer.name().toLowerCase(Locale.ROOT),
            "patch",
            Integer.toString(all.get(0).patch()));
    SafeTensorsWriter.write(output, NamedTensors.of(output.toString(), tensors), metadata);
  }

  private void writePictures(List<PhotoFeatures> all) throws IOException {
    if (pca != null) {
      float[] together = PhotoFeatures.concatenate(all);
      FeaturePca components = FeaturePca.fit(together, all.get(0).width(), 3);
      FeatureImage.Range range = FeatureImage.Range.of(components.project(together));
      for (PhotoFeatures photo : all) {
        picture(pca, all, photo, photo.colors(components, range));
      }
    }
    if (attention != null) {
      for (PhotoFeatures photo : all) {
        picture(attention, all, photo, photo.attentionImage());
      }
    }
  }

  private void picture(Path path, List<PhotoFeatures> all, PhotoFeatures photo, Rgb image)
      throws IOException {
    Path file = all.size() == 1 ? path : OutputNames.with(path, photo.name());
    ImageWriter.writePng(image, file);
    spec.commandLine().getOut().println(file);
  }
}
