package ai.stego.cli;

import ai.stego.image.Preprocess;
import ai.stego.image.Rgb;
import ai.stego.segment.FeatureGrouping;
import ai.stego.segment.KMeans;
import ai.stego.segment.Segmentation;
import ai.stego.segment.Segmenter;
import ai.stego.segment.SegmenterOptions;
import ai.stego.segment.StegoModel;
import ai.stego.tensor.Backend;
import ai.stego.tensor.Scope;
import ai.stego.tensor.io.TensorFile;
import ai.stego.vit.UntrainedWeights;
import ai.stego.vit.VisionTransformer;
import ai.stego.vit.VitConfig;
import ai.stego.vit.weights.StegoCheckpoint;
import ai.stego.vit.weights.WeightSource;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.function.Function;

/**
 * What the demo segments with: a trained model if the class path has one, else features that nobody
 * trained, grouped by k-means in each photograph.
 */
final class DemoModel implements AutoCloseable {
  /** Where a trained model would be on the class path. */
  static final String RESOURCE = "/ai/stego/model/stego-tiny.safetensors";

  private static final Preprocess PREPROCESS = Preprocess.wholeImage(320);
  private static final KMeans GROUPS = new KMeans(5, KMeans.Metric.COSINE, 50, 1);
  private static final float SHARPNESS = 10;
  private static final VitConfig UNTRAINED = VitConfig.small(16);

  private final Scope owner;
  private final Function<Rgb, Segmentation> segment;
  private final String sentence;

  private DemoModel(Scope owner, Function<Rgb, Segmentation> segment, String sentence) {
    this.owner = owner;
    this.segment = segment;
    this.sentence = sentence;
  }

  /** Takes the trained model of the class path, or an untrained one. */
  static DemoModel open(Backend backend) throws IOException {
    URL trained = DemoModel.class.getResource(RESOURCE);
    return trained == null ? untrained(backend) : trained(backend, trained);
  }

  /** A model file at an address; copied to a temporary file, since it is read by mapping. */
  static DemoModel trained(Backend backend, URL address) throws IOException {
    Path copy = Files.createTempFile("stego-demo-", ".safetensors");
    Scope owner = backend.scope();
    boolean opened = false;
    try {
      try (InputStream in = address.openStream()) {
        Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
      }
      try (TensorFile file = WeightSource.open(copy)) {
        StegoModel model = StegoModel.load(backend, StegoCheckpoint.read(file), owner);
        Segmenter segmenter =
            new Segmenter(model, SegmenterOptions.DEFAULT.withPreprocess(PREPROCESS));
        opened = true;
        return new DemoModel(
            owner,
            segmenter::segment,
            "Segmented by the small trained model that comes with stego.");
      }
    } finally {
      if (!opened) {
        owner.close();
      }
      Files.deleteIfExists(copy);
    }
  }

  /** Features that follow colour and texture, grouped in each photograph by itself. */
  static DemoModel untrained(Backend backend) {
    Scope owner = backend.scope();
    boolean opened = false;
    try {
      VisionTransformer backbone =
          VisionTransformer.load(
              backend, UNTRAINED, UntrainedWeights.soft(UNTRAINED, "vits16:"), owner);
      opened = true;
      return new DemoModel(
          owner,
          photo -> group(backbone, photo),
          "Nobody trained this backbone: the segments follow colour and texture, not meaning;"
              + " 'stego segment' with a trained model finds meaning.");
    } finally {
      if (!opened) {
        owner.close();
      }
    }
  }

  private static Segmentation group(VisionTransformer backbone, Rgb photo) {
    try (Scope scope = backbone.backend().scope()) {
      StegoModel model =
          new FeatureGrouping(PREPROCESS, GROUPS, SHARPNESS).fit(backbone, List.of(photo), scope);
      return new Segmenter(model, SegmenterOptions.DEFAULT.withPreprocess(PREPROCESS))
          .segment(photo);
    }
  }

  /** The mask of a photograph. */
  Segmentation segment(Rgb photo) {
    return segment.apply(photo);
  }

  /** One sentence on what the masks are. */
  String sentence() {
    return sentence;
  }

  @Override
  public void close() {
    owner.close();
  }
}
