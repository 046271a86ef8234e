package ai.stego.tensor.gradient;

import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.AdamStep;
import ai.stego.tensor.Backend;
import ai.stego.tensor.CorrespondenceForm;
import ai.stego.tensor.Epilogue;
import ai.stego.tensor.Interpolation;
import ai.stego.tensor.Scope;
import ai.stego.tensor.SgdStep;
import ai.stego.tensor.Shape;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.testing.TestBackends;
import ai.stego.tensor.testing.Values;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** NaN in an input of a training operation is NaN in what it writes: nothing is clamped away. */
class NotANumberTest {
  /** Runs an operation whose inputs come from {@code inputs}; returns what it wrote. */
  private interface Operation {
    Tensor[] run(Backend backend, Inputs inputs);
  }

  /** Makes inputs, one value of one of which is NaN. */
  private static final class Inputs {
    private final Scope scope;
    private final Values values = new Values("not a number");
    private final int bad;
    private int made;

    Inputs(Scope scope, int bad) {
      this.scope = scope;
      this.bad = bad;
    }

    Tensor next(int... axes) {
      Shape shape = Shape.of(axes);
      float[] x = values.array((int) shape.size());
      if (made++ == bad) {
        x[x.length / 2] = Float.NaN;
      }
      return scope.tensor(shape, x);
    }

    Tensor zeros(int... axes) {
      Tensor zeros = scope.tensor(axes);
      return zeros.write(new float[(int) zeros.size()]);
    }
  }

  private static void check(String name, String what, int inputs, Operation operation) {
    try (Backend backend = TestBackends.open(name)) {
      for (int bad = 0; bad < inputs; bad++) {
        try (Scope scope = backend.scope()) {
          boolean seen = false;
          for (Tensor out : operation.run(backend, new Inputs(scope, bad))) {
            for (float value : out.toArray()) {
              seen |= Float.isNaN(value);
            }
          }
          assertTrue(seen, name + ": " + what + ": NaN in input " + bad + " is lost");
        }
      }
    }
  }

  private static Tensor[] all(Tensor... tensors) {
    return tensors;
  }

  @ParameterizedTest
  @MethodSource("ai.stego.tensor.testing.TestBackends#names")
  void inProductsAndSums(String name) {
    for (boolean transposed : new boolean[] {false, true}) {
      check(
          name,
          "product",
          2,
          (backend, in) -> {
            Tensor out = in.zeros(9, 9);
            backend
                .matrix()
                .product(in.next(9, 9), transposed, in.next(9, 9), transposed, Epilogue.NONE, out);
            return all(out);
          });
    }
    check(
        name,
        "columnSums",
        1,
        (backend, in) -> {
          Tensor out = in.zeros(9);
          backend.matrix().columnSums(in.next(70, 9), out);
          return all(out);
        });
  }

  @ParameterizedTest
  @MethodSource("ai.stego.tensor.testing.TestBackends#names")
  void inActivations(String name) {
    check(
        name,
        "relu",
        1,
        (backend, in) -> {
          Tensor out = in.zeros(27);
          backend.activation().relu(in.next(27), out);
          return all(out);
        });
    check(
        name,
        "reluGradient",
        1,
        (backend, in) -> {
          Tensor out = in.zeros(27);
          backend.activation().reluGradient(in.next(27), in.next(27), out);
          return all(out);
        });
    check(
        name,
        "geluGradient",
        2,
        (backend, in) -> {
          Tensor out = in.zeros(27);
          backend.activation().geluGradient(in.next(27), in.next(27), out);
          return all(out);
        });
    check(
        name,
        "scaleChannels",
        2,
        (backend, in) -> {
          Tensor out = in.zeros(2, 3, 9);
          backend
              .activation()
              .scaleChannels(in.next(2, 3, 9), in.next(2, 9), Epilogue.ACCUMULATE, out);
          return all(out);
        });
    check(
        name,
        "normalizeGradient",
        2,
        (backend, in) -> {
          Tensor out = in.zeros(3, 9);
          backend.row().normalizeGradient(in.next(3, 9), in.next(3, 9), out);
          return all(out);
        });
  }

  @ParameterizedTest
  @MethodSource("ai.stego.tensor.testing.TestBackends#names")
  void inGradientsOfMaps(String name) {
    check(
        name,
        "sampleGradient",
        2,
        (backend, in) -> {
          Tensor out = in.zeros(1, 4, 5, 9);
          Tensor from = in.next(1, 3, 3, 9);
          backend.image().sampleGradient(from, new int[1], in.next(1, 3, 3, 2), out);
          return all(out);
        });
    for (Interpolation interpolation : Interpolation.values()) {
      check(
          name,
          "resizeGradient",
          1,
          (backend, in) -> {
            Tensor out = in.zeros(1, 4, 5, 9);
            backend.image().resizeGradient(in.next(1, 9, 11, 9), interpolation, out);
            return all(out);
          });
    }
  }

  @ParameterizedTest
  @MethodSource("ai.stego.tensor.testing.TestBackends#names")
  void inLosses(String name) {
    for (int classes : new int[] {3, 9, 27}) {
      int[] labels = new int[7];
      Arrays.fill(labels, 1);
      check(
          name,
          "crossEntropy",
          1,
          (backend, in) -> {
            Tensor loss = in.zeros(1);
            backend.loss().crossEntropy(in.next(7, classes), labels, loss, in.zeros(7, classes));
            return all(loss);
          });
    }
    check(
        name,
        "clusterLoss",
        2,
        (backend, in) -> {
          Tensor loss = in.zeros(1);
          Tensor gradient = in.zeros(5, 9);
          backend.loss().clusterLoss(in.next(7, 9), in.next(5, 9), loss, gradient);
          return all(loss);
        });
    CorrespondenceForm form = new CorrespondenceForm(true, true, true, 0.1f);
    check(
        name,
        "correspondence",
        4,
        (backend, in) -> {
          Tensor statistics = in.zeros(3);
          Tensor s = in.zeros(2, 9, 5);
          Tensor t = in.zeros(2, 9, 5);
          Tensor[] x = {in.next(2, 9, 7), in.next(2, 9, 7), in.next(2, 9, 5), in.next(2, 9, 5)};
          backend.loss().correspondence(x[0], x[1], x[2], x[3], form, statistics, s, t);
          return all(statistics.range(0, 1));
        });
  }

  @ParameterizedTest
  @MethodSource("ai.stego.tensor.testing.TestBackends#names")
  void inStepsOfOptimisers(String name) {
    check(
        name,
        "adam",
        4,
        (backend, in) -> {
          Tensor p = in.next(9);
          AdamStep step = new AdamStep(0.1, 0.9, 0.999, 1e-8, 0, 2);
          Tensor mean = in.next(9);
          Tensor square = in.next(9);
          backend.activation().relu(square, square);
          backend.optimizer().adam(p, in.next(9), mean, square, step);
          return all(p);
        });
    check(
        name,
        "sgd",
        3,
        (backend, in) -> {
          Tensor p = in.next(9);
          Tensor velocity = in.next(9);
          SgdStep step = new SgdStep(0.1, 0.9, 0, false, 2);
          backend.optimizer().sgd(p, in.next(9), velocity, step);
          return all(p);
        });
  }
}
