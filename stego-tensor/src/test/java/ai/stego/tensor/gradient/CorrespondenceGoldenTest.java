package ai.stego.tensor.gradient;

import static ai.stego.tensor.testing.Close.assertClose;
import static ai.stego.tensor.testing.Layout.channelsLast;

import ai.stego.tensor.Backend;
import ai.stego.tensor.CorrespondenceForm;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Shape;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.io.TensorFile;
import ai.stego.tensor.testing.Golden;
import ai.stego.tensor.testing.TestBackends;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The three terms of STEGO's loss and d total/d code against the reference implementation, put
 * together from the operations by hand: sample, normalise, compare, and the way back.
 */
class CorrespondenceGoldenTest {
  static List<List<String>> cases() {
    List<List<String>> cases = new ArrayList<>();
    for (String backend : TestBackends.names()) {
      for (String file :
          List.of("base", "nonsquare", "nopointwise", "noclamp", "stabilized", "cocos8")) {
        cases.add(List.of(backend, file));
      }
    }
    return cases;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void threeTermsAndTheirGradients(List<String> names) throws IOException {
    try (TensorFile golden = Golden.open("corr_loss." + names.get(1) + ".safetensors");
        Backend backend = TestBackends.open(names.get(0));
        Scope scope = backend.scope()) {
      new Terms(golden, backend, scope).check();
    }
  }

  /** Unit rows (B,P,C) sampled from maps, and where they came from. */
  private record Sampled(Maps maps, int[] images, Tensor places, Tensor raw, Tensor unit) {}

  /** Maps (B,h,w,C) and where their gradient is summed, null for features. */
  private record Maps(Tensor values, Tensor gradient) {}

  /** The loss of one golden file. */
  private static final class Terms {
    private final TensorFile golden;
    private final Backend backend;
    private final Scope scope;
    private final int images;
    private final Tensor codeGradient;
    private final Tensor otherGradient;
    private final Tensor places1;
    private final Tensor places2;

    Terms(TensorFile golden, Backend backend, Scope scope) {
      this.golden = golden;
      this.backend = backend;
      this.scope = scope;
      codeGradient = zerosLike(map("code"));
      otherGradient = zerosLike(map("code_pos"));
      images = codeGradient.shape().axis(0);
      places1 = scope.tensor(golden.shape("coords1"), golden.values("coords1"));
      places2 = scope.tensor(golden.shape("coords2"), golden.values("coords2"));
    }

    private Tensor map(String name) {
      Shape s = golden.shape(name);
      float[] values = channelsLast(golden.values(name), s.axis(1), s.axis(2) * s.axis(3));
      return scope.tensor(Shape.of(s.axis(0), s.axis(2), s.axis(3), s.axis(1)), values);
    }

    private Tensor zerosLike(Tensor x) {
      Tensor zeros = scope.tensor(x.shape());
      backend.matrix().fill(0, zeros);
      return zeros;
    }

    /**
     * The reference transposes each set of coordinates. The loss takes every pair of positions, so
     * that their order does not matter, and here they stay as they are.
     */
    private Sampled sampled(Maps maps, int[] from, Tensor places) {
      Shape s = places.shape();
      int channels = maps.values.shape().axis(3);
      Tensor raw = scope.tensor(from.length, s.axis(1), s.axis(2), channels);
      backend.image().sample(maps.values, from, places, raw);
      Tensor unit = scope.tensor(from.length, s.axis(1) * s.axis(2), channels);
      backend.row().normalize(raw.reshape(unit.shape()), unit);
      return new Sampled(maps, from, places, raw, unit);
    }

    /** Compares two sets of features and codes; adds the weighted gradients of the codes. */
    private float[] term(String prefix, Sampled[] features, Sampled[] codes, double share) {
      CorrespondenceForm form =
          new CorrespondenceForm(
              flag("pointwise"),
              flag("zero_clamp"),
              flag("stabalize"),
              (float) number(prefix, "shift"));
      Tensor statistics = scope.tensor(3);
      Tensor s = scope.tensor(codes[0].unit.shape());
      Tensor t = scope.tensor(codes[1].unit.shape());
      backend
          .loss()
          .correspondence(
              features[0].unit,
              features[1].unit,
              codes[0].unit,
              codes[1].unit,
              form,
              statistics,
              s,
              t);
      float weight = (float) (number(prefix, "weight") * share);
      back(codes[0], s, weight);
      back(codes[1], t, weight);
      return statistics.toArray();
    }

    private void back(Sampled code, Tensor unitGradient, float weight) {
      backend.matrix().weightedSum(weight, unitGradient, 0, unitGradient, unitGradient);
      Tensor raw = zerosLike(code.raw);
      Tensor rows = raw.reshape(unitGradient.shape());
      backend.row().normalizeGradient(code.raw.reshape(unitGradient.shape()), unitGradient, rows);
      backend.image().sampleGradient(raw, code.images, code.places, code.maps.gradient);
    }

    private boolean flag(String key) {
      return golden.metadata().get(key).equals("True");
    }

    private double number(String prefix, String key) {
      return Double.parseDouble(golden.metadata().get(prefix + "_" + key));
    }

    void check() {
      int[] own = IntStream.range(0, images).toArray();
      Maps features = new Maps(map("feats"), null);
      Maps code = new Maps(map("code"), codeGradient);
      Sampled f = sampled(features, own, places1);
      Sampled s = sampled(code, own, places1);
      Sampled fPositive = sampled(new Maps(map("feats_pos"), null), own, places2);
      Sampled sPositive = sampled(new Maps(map("code_pos"), otherGradient), own, places2);
      compare("pos_intra", term("pos_intra", pair(f, f), pair(s, s), 1));
      compare("pos_inter", term("pos_inter", pair(f, fPositive), pair(s, sPositive), 1));
      long[] permutations = golden.integers("perms");
      int negatives = permutations.length / images;
      float[] mean = new float[2];
      for (int r = 0; r < negatives; r++) {
        int[] others = new int[images];
        for (int b = 0; b < images; b++) {
          others[b] = (int) permutations[r * images + b];
        }
        Sampled g = sampled(features, others, places2);
        Sampled t = sampled(code, others, places2);
        float[] statistics = term("neg_inter", pair(f, g), pair(s, t), 1.0 / negatives);
        mean[0] += statistics[0] / negatives;
        mean[1] += statistics[1] / negatives;
      }
      compare("neg_inter", mean);
      compareGradient("grad_code", codeGradient);
      compareGradient("grad_code_pos", otherGradient);
    }

    private static Sampled[] pair(Sampled first, Sampled second) {
      return new Sampled[] {first, second};
    }

    private void compare(String prefix, float[] statistics) {
      String what = backend.name() + " " + prefix;
      float[] loss = Arrays.copyOf(statistics, 1);
      float[] mean = Arrays.copyOfRange(statistics, 1, 2);
      assertClose(what, golden.values(prefix + "_loss"), loss, 1e-7, 1e-5);
      assertClose(what, golden.values(prefix + "_cd_mean"), mean, 1e-7, 1e-5);
    }

    private void compareGradient(String name, Tensor gradient) {
      Shape s = golden.shape(name);
      float[] expected = channelsLast(golden.values(name), s.axis(1), s.axis(2) * s.axis(3));
      assertClose(backend.name() + " " + name, expected, gradient.toArray(), 1e-6, 1e-3);
    }
  }
}
