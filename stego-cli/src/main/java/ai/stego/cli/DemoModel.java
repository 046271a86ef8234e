package ai.stego.cli;

import ai.stego.image.Preprocess;
import ai.stego.image.Rgb;
import ai.stego.segment.FeatureGrouping;
import ai.stego.segment.KMeans;
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

/**
 * What the demo segments with: a trained model if the class path has one, else features that nobody
 * trained, grouped by k-means over the photographs at hand.
 */
final class DemoModel implements AutoCloseable {
  /** Where a trained model would be on the class path. */
  static final String RESOURCE = "/ai/stego/model/stego-tiny.safetensors";

  private static final int SIZE = 320;
  private static final int CLUSTERS = 6;
  private static final int ITERATIONS = 50;
  private static final long SEED = 1;
  private static final float SHARPNESS = 40;
  private static final VitConfig UNTRAINED =
      new VitConfig(8, 192, 4, 3, 768, 28, 28, 3, VitConfig.DINO_EPSILON);

  private final Scope owner;
  private final Segmenter segmenter;
  private final String sentence;

  private DemoModel(Scope owner, StegoModel model, boolean flip, String sentence) {
    this.owner = owner;
    this.segmenter =
        new Segmenter(
            model,
            SegmenterOptions.DEFAULT.withPreprocess(Preprocess.wholeImage(SIZE)).withFlip(flip));
    this.sentence = sentence;
  }

  /** Takes the trained model of the class path, or makes one of the photographs. */
  static DemoModel open(Backend backend, List<Rgb> photos) throws IOException {
    URL trained = DemoModel.class.getResource(RESOURCE);
    return trained == null ? untrained(backend, photos) : trained(backend, trained);
  }

  /** A model file at an address; copied to a temporary file, since it is read by mapping. */
  static DemoModel trained(Backend backend, URL address) throws IOException {
    Path copy = Files.createTempFile("stego-demo-", ".safetensors");
    Scope owner = backend.scope();
    try {
      try (InputStream in = address.openStream()) {
        Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
      }
      try (TensorFile file = WeightSource.open(copy)) {
        StegoModel model = StegoModel.load(backend, StegoCheckpoint.read(file), owner);
        return new DemoModel(
            owner, model, true, "Segmented by the small trained model that comes with stego.");
      }
    } catch (IOException | RuntimeException e) {
      owner.close();
      throw e;
    } finally {
      Files.deleteIfExists(copy);
    }
  }

  /** Features that follow colour and texture, grouped over all photographs together. */
  static DemoModel untrained(Backend backend, List<Rgb> photos) {
    Scope owner = backend.scope();
    try {
      VisionTransformer backbone =
          VisionTransformer.load(
              backend, UNTRAINED, UntrainedWeights.soft(UNTRAINED, "demo:"), owner);
      KMeans kMeans = new KMeans(CLUSTERS, KMeans.Metric.COSINE, ITERATIONS, SEED);
      StegoModel model =
          new FeatureGrouping(Preprocess.wholeImage(SIZE), kMeans, SHARPNESS)
              .fit(backbone, photos, owner);
      return new DemoModel(
          owner,
          model,
          false,
          "Nobody trained this backbone: the segments follow colour and texture, not meaning;"
              + " 'stego segment' with a trained model finds meaning.");
    } catch (RuntimeException e) {
      owner.close();
      throw e;
    }
  }

  Segmenter segmenter() {
    return segmenter;
  }

  /** One sentence on what the masks are. */
  String sentence() {
    return sentence;
  }

  @Override
  public void close() {
    segmenter.close();
    owner.close();
  }
}
