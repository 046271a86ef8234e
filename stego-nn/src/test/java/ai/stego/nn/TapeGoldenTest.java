package ai.stego.nn;

import ai.stego.tensor.Backend;
import ai.stego.tensor.CorrespondenceForm;
import ai.stego.tensor.Interpolation;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Shape;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.io.HostTensor;
import ai.stego.tensor.io.TensorFile;
import ai.stego.tensor.testing.Close;
import ai.stego.tensor.testing.Golden;
import ai.stego.tensor.testing.TestBackends;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Losses and gradients of the reference implementation, found by the tape. */
class TapeGoldenTest {
  private static final String BACKENDS = "ai.stego.tensor.testing.TestBackends#names";
  private static final double LOSS = 1e-5;

  @ParameterizedTest
  @MethodSource(BACKENDS)
  void theLinearProbeLearnsAsInTheReference(String name) throws IOException {
    try (TensorFile file = Golden.open("linear_probe.safetensors");
        Backend backend = TestBackends.open(name);
        Scope scope = backend.scope();
        Tape tape = new Tape(backend)) {
      HostTensor weight = file.get("weight");
      Shape shape = Shape.of(weight.shape().axis(0), weight.shape().axis(1));
      Parameter w = Parameter.of("weight", shape, weight.values(), scope);
      Parameter b = Parameter.of("bias", file.shape("bias"), file.values("bias"), scope);
      Shape labels = file.shape("labels");
      Var logits = new LinearParameters(w, b).forward(GoldenMaps.constant(tape, file, "x"));
      Var large =
          MapFunctions.resize(logits, Interpolation.BILINEAR, labels.axis(1), labels.axis(2));
      Var loss = LossFunctions.crossEntropy(large, GoldenMaps.indices(file, "labels"));
      tape.backward(loss);
      Close.assertClose("loss", file.values("loss"), loss.value().toArray(), 0, LOSS);
      assertGradient("weight", file.values("grad_weight"), w.gradient());
      assertGradient("bias", file.values("grad_bias"), b.gradient());
    }
  }

  @ParameterizedTest
  @MethodSource(BACKENDS)
  void theClusterProbeLearnsAsInTheReference(String name) throws IOException {
    try (TensorFile file = Golden.open("cluster_probe.safetensors");
        Backend backend = TestBackends.open(name);
        Scope scope = backend.scope();
        Tape tape = new Tape(backend)) {
      Parameter centroids =
          Parameter.of("clusters", file.shape("clusters"), file.values("clusters"), scope);
      Var loss =
          LossFunctions.clusterLoss(
              GoldenMaps.constant(tape, file, "x"), tape.parameter(centroids));
      tape.backward(loss);
      Close.assertClose("loss", file.values("loss_hard"), loss.value().toArray(), 0, LOSS);
      assertGradient("clusters", file.values("grad_hard"), centroids.gradient());
    }
  }

  static Stream<Arguments> correspondences() {
    List<String> files =
        List.of("base", "nonsquare", "nopointwise", "noclamp", "stabilized", "cocos8");
    return files.stream()
        .flatMap(file -> TestBackends.names().stream().map(name -> Arguments.of(file, name)));
  }

  @ParameterizedTest
  @MethodSource("correspondences")
  void codesLearnFromCorrespondencesAsInTheReference(String fileName, String name)
      throws IOException {
    try (TensorFile file = Golden.open("corr_loss." + fileName + ".safetensors");
        Backend backend = TestBackends.open(name);
        Scope scope = backend.scope();
        Tape tape = new Tape(backend)) {
      HostTensor code = GoldenMaps.channelsLast(file.get("code"));
      HostTensor partner = GoldenMaps.channelsLast(file.get("code_pos"));
      Parameter own = Parameter.of("code", code.shape(), code.values(), scope);
      Parameter other = Parameter.of("code_pos", partner.shape(), partner.values(), scope);
      Var total = new Terms(tape, file).total(tape.parameter(own), tape.parameter(other));
      tape.backward(total);
      Close.assertClose("total", file.values("total"), total.value().toArray(), 0, LOSS);
      HostTensor ownExpected = GoldenMaps.channelsLast(file.get("grad_code"));
      HostTensor otherExpected = GoldenMaps.channelsLast(file.get("grad_code_pos"));
      assertGradient("code", ownExpected.values(), own.gradient());
      assertGradient("code_pos", otherExpected.values(), other.gradient());
    }
  }

  private static void assertGradient(String what, float[] expected, Tensor gradient) {
    Close.assertClose("gradient of " + what, expected, gradient.toArray(), 1e-6, 1e-3);
  }

  /** The three terms of STEGO's loss; checks the loss and the mean cosine of each. */
  private record Terms(Tape tape, TensorFile file) {
    Var total(Var code, Var partner) {
      Var features = GoldenMaps.constant(tape, file, "feats");
      Var featuresOfPartner = GoldenMaps.constant(tape, file, "feats_pos");
      int[] self = IntStream.range(0, code.shape().axis(0)).toArray();
      // The reference transposes the grid of samples. Losses are means over all pairs of samples,
      // so their order does not matter.
      Tensor first = GoldenMaps.tensor(tape, file, "coords1");
      Tensor second = GoldenMaps.tensor(tape, file, "coords2");
      Var f = samples(features, self, first);
      Var s = samples(code, self, first);
      Var intra = term("pos_intra", List.of(f), List.of(s), f, s);
      Var inter =
          term(
              "pos_inter",
              List.of(samples(featuresOfPartner, self, second)),
              List.of(samples(partner, self, second)),
              f,
              s);
      int[] permutations = GoldenMaps.indices(file, "perms");
      List<int[]> shuffles =
          IntStream.range(0, permutations.length / self.length)
              .mapToObj(
                  r -> Arrays.copyOfRange(permutations, r * self.length, (r + 1) * self.length))
              .toList();
      Var negative =
          term(
              "neg_inter",
              shuffles.stream().map(shuffle -> samples(features, shuffle, second)).toList(),
              shuffles.stream().map(shuffle -> samples(code, shuffle, second)).toList(),
              f,
              s);
      return MatrixFunctions.add(MatrixFunctions.add(intra, inter), negative);
    }

    /** Unit rows (B,S·S,C). */
    private static Var samples(Var map, int[] images, Tensor coordinates) {
      Var samples = MapFunctions.normalize(MapFunctions.sample(map, images, coordinates));
      int positions = coordinates.shape().axis(1) * coordinates.shape().axis(2);
      return MatrixFunctions.reshape(samples, images.length, positions, -1);
    }

    /** The weighted mean of one correspondence loss for each g and t. */
    private Var term(String term, List<Var> g, List<Var> t, Var f, Var s) {
      float share = 1f / g.size();
      Var mean = null;
      float cosine = 0;
      for (int r = 0; r < g.size(); r++) {
        LossFunctions.Correspondence found =
            LossFunctions.correspondence(f, g.get(r), s, t.get(r), form(term));
        Var part = MatrixFunctions.scale(share, found.loss());
        mean = mean == null ? part : MatrixFunctions.add(mean, part);
        cosine += share * found.statistics().toArray()[1];
      }
      Close.assertClose(term, file.values(term + "_loss"), mean.value().toArray(), 1e-7, LOSS);
      float[] expected = file.values(term + "_cd_mean");
      Close.assertClose(term + " cosine", expected, new float[] {cosine}, 1e-7, LOSS);
      return MatrixFunctions.scale(number(term + "_weight"), mean);
    }

    private CorrespondenceForm form(String term) {
      return new CorrespondenceForm(
          flag("pointwise"), flag("zero_clamp"), flag("stabalize"), number(term + "_shift"));
    }

    private boolean flag(String key) {
      Map<String, Boolean> python = Map.of("True", true, "False", false);
      return python.get(file.metadata().get(key));
    }

    private float number(String key) {
      return Float.parseFloat(file.metadata().get(key));
    }
  }
}
