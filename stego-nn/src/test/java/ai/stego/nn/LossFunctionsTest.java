package ai.stego.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.Backend;
import ai.stego.tensor.CorrespondenceForm;
import ai.stego.tensor.InputException;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Shape;
import ai.stego.tensor.ShapeException;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.testing.Close;
import ai.stego.tensor.testing.TestBackends;
import ai.stego.tensor.testing.Values;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Losses against double, values and gradients. */
class LossFunctionsTest {
  private static final String BACKENDS = "ai.stego.tensor.testing.TestBackends#names";

  @ParameterizedTest
  @MethodSource(BACKENDS)
  void crossEntropyIgnoresLabelsOutOfRange(String name) {
    for (int[] mk : new int[][] {{1, 1}, {7, 5}, {27, 11}, {70, 3}}) {
      int[] labels = new Values("labels").indices(mk[0], mk[1]);
      labels[mk[0] / 2] = mk[0] == 1 ? 0 : -1;
      labels[mk[0] / 3] = mk[0] == 1 ? 0 : mk[1];
      try (Backend backend = TestBackends.open(name)) {
        GradientCheck.check(
            backend,
            in -> LossFunctions.crossEntropy(in[0], labels),
            in -> new double[] {LossFormulas.crossEntropy(in[0], labels)},
            mk);
      }
    }
  }

  @ParameterizedTest
  @MethodSource(BACKENDS)
  void crossEntropyTakesMaps(String name) {
    int[] labels = new Values("labels").indices(2 * 3 * 4, 5);
    try (Backend backend = TestBackends.open(name)) {
      GradientCheck.check(
          backend,
          in -> LossFunctions.crossEntropy(in[0], labels),
          in -> new double[] {LossFormulas.crossEntropy(in[0], labels)},
          new int[] {2, 3, 4, 5});
    }
  }

  @ParameterizedTest
  @MethodSource(BACKENDS)
  void withoutLabelsThereIsNoLossAndNoGradient(String name) {
    try (Backend backend = TestBackends.open(name);
        Scope scope = backend.scope();
        Tape tape = new Tape(backend)) {
      Parameter logits =
          Parameter.of("logits", Shape.of(2, 3), new float[] {1, 2, 3, 4, 5, 6}, scope);
      Var loss = LossFunctions.crossEntropy(tape.parameter(logits), new int[] {-1, 255});
      tape.backward(loss);
      assertArrayEquals(new float[1], loss.value().toArray());
      assertArrayEquals(new float[6], logits.gradient().toArray());
    }
  }

  @ParameterizedTest
  @MethodSource(BACKENDS)
  void theClusterLossPullsEachCentroidToItsCodes(String name) {
    for (int[] mkz : new int[][] {{1, 1, 2}, {7, 5, 3}, {70, 27, 9}, {27, 3, 70}}) {
      float[] codes = new Values("codes").array(mkz[0] * mkz[2]);
      try (Backend backend = TestBackends.open(name)) {
        GradientCheck.check(
            backend,
            in -> {
              Tape tape = in[0].tape();
              Var constant = tape.constant(tape.tensor(mkz[0], mkz[2]).write(codes));
              return LossFunctions.clusterLoss(constant, in[0]);
            },
            in -> new double[] {LossFormulas.clusterLoss(Formulas.doubles(codes), in[0], mkz[2])},
            new int[] {mkz[1], mkz[2]});
      }
    }
  }

  @ParameterizedTest
  @MethodSource(BACKENDS)
  void theCorrespondenceLossIsDifferentiatedByBothCodesInEveryForm(String name) {
    for (int[] bpfz : new int[][] {{1, 1, 3, 2}, {2, 7, 5, 3}, {3, 9, 8, 27}}) {
      for (int form = 0; form < 8; form++) {
        correspondence(
            name,
            bpfz,
            new CorrespondenceForm((form & 1) != 0, (form & 2) != 0, (form & 4) != 0, 0.18f));
      }
    }
  }

  private static void correspondence(String name, int[] bpfz, CorrespondenceForm form) {
    Values values = new Values("features");
    int size = bpfz[0] * bpfz[1] * bpfz[2];
    float[] f = values.array(size);
    float[] g = values.array(size);
    try (Backend backend = TestBackends.open(name)) {
      GradientCheck.check(
          backend,
          in -> {
            Tape tape = in[0].tape();
            Var unitF = features(tape, bpfz, f);
            Var unitG = features(tape, bpfz, g);
            Var s = MapFunctions.normalize(in[0]);
            Var t = MapFunctions.normalize(in[1]);
            return LossFunctions.correspondence(unitF, unitG, s, t, form).loss();
          },
          in -> {
            double[][] fgst = {
              Formulas.normalize(Formulas.doubles(f), bpfz[2]),
              Formulas.normalize(Formulas.doubles(g), bpfz[2]),
              Formulas.normalize(in[0], bpfz[3]),
              Formulas.normalize(in[1], bpfz[3])
            };
            return new double[] {LossFormulas.correspondence(fgst, bpfz, form)};
          },
          new int[] {bpfz[0], bpfz[1], bpfz[3]},
          new int[] {bpfz[0], bpfz[1], bpfz[3]});
    }
  }

  private static Var features(Tape tape, int[] bpfz, float[] values) {
    Tensor features = tape.tensor(bpfz[0], bpfz[1], bpfz[2]).write(values);
    return MapFunctions.normalize(tape.constant(features));
  }

  @ParameterizedTest
  @MethodSource(BACKENDS)
  void anImageWithItselfGetsTheGradientsOfBothSides(String name) {
    int[] bpfz = {2, 7, 5, 3};
    float[] f = new Values("features").array(2 * 7 * 5);
    CorrespondenceForm form = new CorrespondenceForm(true, true, false, 0.1f);
    try (Backend backend = TestBackends.open(name)) {
      GradientCheck.check(
          backend,
          in -> {
            Var unitF = features(in[0].tape(), bpfz, f);
            Var s = MapFunctions.normalize(in[0]);
            return LossFunctions.correspondence(unitF, unitF, s, s, form).loss();
          },
          in -> {
            double[] unitF = Formulas.normalize(Formulas.doubles(f), 5);
            double[] s = Formulas.normalize(in[0], 3);
            double[][] fgst = {unitF, unitF, s, s};
            return new double[] {LossFormulas.correspondence(fgst, bpfz, form)};
          },
          new int[] {2, 7, 3});
    }
  }

  @ParameterizedTest
  @MethodSource(BACKENDS)
  void statisticsAreTheLossAndTheMeanCosinesOfCodesAndFeatures(String name) {
    int[] bpfz = {1, 4, 2, 2};
    CorrespondenceForm form = new CorrespondenceForm(false, true, false, 0);
    try (Backend backend = TestBackends.open(name);
        Tape tape = new Tape(backend)) {
      Var f = features(tape, bpfz, new float[] {1, 0, 1, 0, 1, 0, 0, 1});
      Var s = features(tape, bpfz, new float[] {1, 0, 1, 0, 1, 0, -1, 0});
      LossFunctions.Correspondence found = LossFunctions.correspondence(f, f, s, s, form);
      // 9 + 1 of 16 pairs of features agree; 9 + 1 pairs of codes agree and 6 are opposed.
      Close.assertClose(
          "statistics",
          new float[] {-10 / 16f, (10 - 6) / 16f, 10 / 16f},
          found.statistics().toArray(),
          1e-6,
          0);
    }
  }

  @Test
  void lossesRefuseGradientsThatTheyWouldLose() {
    try (Backend backend = TestBackends.open("scalar");
        Scope scope = backend.scope();
        Tape tape = new Tape(backend)) {
      Var learnt = tape.parameter(Parameter.of("codes", Shape.of(1, 2, 3), new float[6], scope));
      Var centroids = tape.constant(tape.tensor(2, 3).write(new float[6]));
      CorrespondenceForm form = new CorrespondenceForm(true, true, false, 0);
      Var fixed = learnt.detach();
      String codes = message(() -> LossFunctions.clusterLoss(learnt, centroids));
      assertEquals(
          "cluster loss: the codes are differentiable, but get no gradient; detach() them", codes);
      assertTrue(
          message(() -> LossFunctions.correspondence(learnt, fixed, learnt, learnt, form))
              .contains("features f are differentiable"));
      assertTrue(
          message(() -> LossFunctions.correspondence(fixed, learnt, learnt, learnt, form))
              .contains("features g are differentiable"));
    }
  }

  private static String message(Executable call) {
    return assertThrows(InputException.class, call).getMessage();
  }

  @Test
  void shapesThatDoNotFitAreRefused() {
    try (Backend backend = TestBackends.open("scalar");
        Tape tape = new Tape(backend)) {
      Var row = tape.constant(tape.tensor(3));
      Var matrix = tape.constant(tape.tensor(2, 3));
      assertThrows(ShapeException.class, () -> LossFunctions.crossEntropy(row, new int[3]));
      assertThrows(ShapeException.class, () -> LossFunctions.crossEntropy(matrix, new int[3]));
      assertThrows(ShapeException.class, () -> LossFunctions.clusterLoss(row, matrix));
      assertThrows(ShapeException.class, () -> LossFunctions.fused(matrix.value()));
      assertThrows(InputException.class, () -> LossFunctions.fused(tape.tensor(1)));
    }
  }
}
