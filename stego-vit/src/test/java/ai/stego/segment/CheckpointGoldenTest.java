package ai.stego.segment;

import static ai.stego.tensor.testing.Close.assertClose;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.image.ImageReader;
import ai.stego.image.PreparedImage;
import ai.stego.image.Preprocess;
import ai.stego.image.Rgb;
import ai.stego.segment.crf.CrfParameters;
import ai.stego.tensor.Backend;
import ai.stego.tensor.Interpolation;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Shape;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.io.TensorFile;
import ai.stego.tensor.testing.Golden;
import ai.stego.tensor.testing.Layout;
import ai.stego.tensor.testing.TestBackends;
import ai.stego.vit.weights.StegoCheckpoint;
import ai.stego.vit.weights.WeightSource;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Lightning checkpoints end to end: photograph to mask, as the reference does it. */
class CheckpointGoldenTest {
  private static final double ABSOLUTE = 2e-5;
  private static final double RELATIVE = 1e-4;
  private static final int STEP = 3;

  /**
   * STEGO's CRF but for the last bits of its features. Whether a lattice vertex exists can hang on
   * them, and in a pixel that is still changing after ten iterations the label hangs on that.
   */
  private static final CrfParameters NUDGED = new CrfParameters(1, 3, 66.9999f, 3, 4, 10);

  static Stream<Arguments> backendsAndCheckpoints() {
    return TestBackends.names().stream()
        .flatMap(
            backend ->
                Stream.of("stego_nanostego", "stego_nanoextra")
                    .map(checkpoint -> Arguments.of(backend, checkpoint)));
  }

  @ParameterizedTest
  @MethodSource("backendsAndCheckpoints")
  void everyStageAgrees(String name, String checkpoint) throws IOException {
    try (TensorFile golden = Golden.open(checkpoint + ".expected.safetensors");
        TensorFile weights = WeightSource.open(Golden.path(checkpoint + ".ckpt"));
        Backend backend = TestBackends.open(name);
        Scope scope = backend.scope()) {
      StegoModel model = StegoModel.load(backend, StegoCheckpoint.read(weights), scope);
      PreparedImage image = prepared(golden);
      Tensor input = scope.tensor(Shape.of(1, 3, image.height(), image.width()), image.values());
      assertClose("input", golden.values("input"), image.values(), 1e-6, 1e-6);
      same(golden, "features", model.backbone().features(input, scope).features());
      same(golden, "code", model.codes(input, scope));
      Tensor codes = model.mirrorAveragedCodes(input, scope);
      same(golden, "code_flip_avg", codes);

      int size = image.height();
      Tensor resized = scope.tensor(1, size, size, codes.shape().axis(3));
      backend.image().resize(codes, Interpolation.BILINEAR, resized);
      Tensor rows = resized.reshape(size * size, -1);
      scores(golden, "cluster_log_probs", model.clusters().logProbabilities(rows, scope), size);
      scores(
          golden,
          "linear_log_probs",
          model.probe(StegoModel.Classes.LINEAR).logProbabilities(rows, scope),
          size);
    }
  }

  @ParameterizedTest
  @MethodSource("backendsAndCheckpoints")
  void masksAgreeWhereTheyAreDecided(String name, String checkpoint) throws IOException {
    try (TensorFile golden = Golden.open(checkpoint + ".expected.safetensors");
        TensorFile weights = WeightSource.open(Golden.path(checkpoint + ".ckpt"));
        Backend backend = TestBackends.open(name);
        Scope scope = backend.scope()) {
      StegoModel model = StegoModel.load(backend, StegoCheckpoint.read(weights), scope);
      SegmenterOptions options =
          SegmenterOptions.DEFAULT
              .withPreprocess(Preprocess.reference(resolution(golden)))
              .withProbabilities(true);
      for (StegoModel.Classes classes : StegoModel.Classes.values()) {
        String key = classes == StegoModel.Classes.CLUSTER ? "cluster_labels" : "linear_labels";
        SegmenterOptions refined = options.withClasses(classes);
        SegmenterOptions plain = refined.withCrf(Optional.empty());
        SegmenterOptions nudged = refined.withCrf(Optional.of(NUDGED));
        sameLabels(golden, key, 1e-4, segment(model, plain, golden));
        sameLabels(
            golden,
            key + "_crf",
            0.02,
            segment(model, refined, golden),
            segment(model, nudged, golden));
      }
    }
  }

  private static Rgb photo(TensorFile golden) throws IOException {
    return new ImageReader().read(Golden.path(golden.metadata().get("image")));
  }

  private static int resolution(TensorFile golden) {
    return Integer.parseInt(golden.metadata().get("res"));
  }

  private static PreparedImage prepared(TensorFile golden) throws IOException {
    return Preprocess.reference(resolution(golden)).prepare(photo(golden), 8);
  }

  private static void same(TensorFile golden, String name, Tensor actual) {
    Shape shape = golden.shape(name);
    float[] expected =
        Layout.channelsLast(golden.values(name), shape.axis(1), shape.axis(2) * shape.axis(3));
    assertClose(name, expected, actual.toArray(), ABSOLUTE, RELATIVE);
  }

  /** The golden scores are (K,H/3,W/3), every third row and column. */
  private static void scores(TensorFile golden, String name, Tensor actual, int size) {
    int classes = golden.shape(name).axis(0);
    int side = golden.shape(name).axis(1);
    float[] all = actual.toArray();
    float[] kept = new float[classes * side * side];
    for (int k = 0; k < classes; k++) {
      for (int i = 0; i < side * side; i++) {
        int pixel = i / side * STEP * size + i % side * STEP;
        kept[k * side * side + i] = all[pixel * classes + k];
      }
    }
    assertClose(name, golden.values(name), kept, ABSOLUTE, RELATIVE);
  }

  private static Segmentation segment(StegoModel model, SegmenterOptions options, TensorFile golden)
      throws IOException {
    try (Segmenter segmenter = new Segmenter(model, options)) {
      return segmenter.segment(photo(golden));
    }
  }

  /** Labels must agree wherever the best class leads by more than the margin in every mask. */
  private static void sameLabels(
      TensorFile golden, String name, double margin, Segmentation... masks) {
    long[] expected = golden.integers(name);
    int[] actual = masks[0].labels();
    assertEquals(expected.length, actual.length, name);
    int undecided = 0;
    for (int i = 0; i < actual.length; i++) {
      if (decided(i, margin, masks)) {
        assertEquals(expected[i], actual[i], name + " at pixel " + i);
      } else {
        undecided++;
      }
    }
    assertTrue(undecided < actual.length / 100, name + ": " + undecided + " pixels undecided");
  }

  private static boolean decided(int pixel, double margin, Segmentation... masks) {
    int row = pixel / masks[0].width();
    int column = pixel % masks[0].width();
    for (Segmentation mask : masks) {
      boolean same = mask.label(row, column) == masks[0].label(row, column);
      float[] probabilities = mask.probabilities().orElseThrow();
      if (!same || lead(probabilities, pixel, mask.classes()) <= margin) {
        return false;
      }
    }
    return true;
  }

  private static double lead(float[] probabilities, int pixel, int classes) {
    double best = -1;
    double second = -1;
    for (int k = 0; k < classes; k++) {
      double p = probabilities[pixel * classes + k];
      if (p > best) {
        second = best;
        best = p;
      } else if (p > second) {
        second = p;
      }
    }
    return best - second;
  }
}
