package ai.stego.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.stego.tensor.Backend;
import ai.stego.tensor.ShapeException;
import ai.stego.tensor.testing.TestBackends;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Products and sums against double, values and gradients. */
class MatrixFunctionsTest {
  private static final String BACKENDS = "ai.stego.tensor.testing.TestBackends#names";

  @ParameterizedTest
  @MethodSource(BACKENDS)
  void linearIsDifferentiatedByInputWeightAndBias(String name) {
    for (int[] mnk : new int[][] {{1, 1, 1}, {7, 5, 3}, {11, 27, 9}, {3, 1, 70}, {2, 8, 16}}) {
      try (Backend backend = TestBackends.open(name)) {
        GradientCheck.check(
            backend,
            in -> MatrixFunctions.linear(in[0], in[1], in[2]),
            in -> Formulas.linear(in[0], in[1], in[2], mnk[2]),
            new int[] {mnk[0], mnk[2]},
            new int[] {mnk[1], mnk[2]},
            new int[] {mnk[1]});
      }
    }
  }

  @ParameterizedTest
  @MethodSource(BACKENDS)
  void linearTakesAnyNumberOfLeadingAxes(String name) {
    try (Backend backend = TestBackends.open(name)) {
      GradientCheck.check(
          backend,
          in -> MatrixFunctions.linear(in[0], in[1], in[2]),
          in -> Formulas.linear(in[0], in[1], in[2], 5),
          new int[] {2, 3, 4, 5},
          new int[] {7, 5},
          new int[] {7});
    }
  }

  @ParameterizedTest
  @MethodSource(BACKENDS)
  void linearWithoutBiasIsAProductWithTheTransposedWeight(String name) {
    try (Backend backend = TestBackends.open(name)) {
      GradientCheck.check(
          backend,
          in -> MatrixFunctions.linear(in[0], in[1]),
          in -> Formulas.linear(in[0], in[1], new double[7], 5),
          new int[] {4, 5},
          new int[] {7, 5});
    }
  }

  @ParameterizedTest
  @MethodSource(BACKENDS)
  void productIsDifferentiatedByBothMatrices(String name) {
    for (int[] mnk : new int[][] {{1, 1, 1}, {7, 5, 3}, {9, 27, 8}, {5, 70, 2}}) {
      try (Backend backend = TestBackends.open(name)) {
        GradientCheck.check(
            backend,
            in -> MatrixFunctions.product(in[0], in[1]),
            in -> Formulas.product(in[0], in[1], mnk[2]),
            new int[] {mnk[0], mnk[2]},
            new int[] {mnk[2], mnk[1]});
      }
    }
  }

  @ParameterizedTest
  @MethodSource(BACKENDS)
  void weightedSumsAreDifferentiatedByBothSummands(String name) {
    try (Backend backend = TestBackends.open(name)) {
      GradientCheck.check(
          backend,
          in -> MatrixFunctions.weightedSum(0.7f, in[0], -3, in[1]),
          in -> {
            double[] y = new double[35];
            for (int i = 0; i < y.length; i++) {
              y[i] = 0.7f * in[0][i] - 3 * in[1][i];
            }
            return y;
          },
          new int[] {5, 7},
          new int[] {5, 7});
    }
  }

  @ParameterizedTest
  @MethodSource(BACKENDS)
  void addedToItselfAVariableGetsTwiceTheGradient(String name) {
    try (Backend backend = TestBackends.open(name)) {
      GradientCheck.check(
          backend,
          in -> MatrixFunctions.add(in[0], in[0]),
          in -> Arrays.stream(in[0]).map(x -> 2 * x).toArray(),
          new int[] {7});
    }
  }

  @ParameterizedTest
  @MethodSource(BACKENDS)
  void scalingScalesTheGradient(String name) {
    try (Backend backend = TestBackends.open(name)) {
      GradientCheck.check(
          backend,
          in -> MatrixFunctions.scale(-2.5f, in[0]),
          in -> Arrays.stream(in[0]).map(x -> -2.5 * x).toArray(),
          new int[] {3, 9});
    }
  }

  @Test
  void scalingKeepsInfinities() {
    try (Backend backend = TestBackends.open("scalar");
        Tape tape = new Tape(backend)) {
      Var infinite = tape.constant(tape.tensor(1).write(Float.POSITIVE_INFINITY));
      assertEquals(
          Float.NEGATIVE_INFINITY, MatrixFunctions.scale(-3, infinite).value().toArray()[0]);
    }
  }

  @ParameterizedTest
  @MethodSource(BACKENDS)
  void reshapingSendsTheGradientBackInTheOldShape(String name) {
    try (Backend backend = TestBackends.open(name)) {
      GradientCheck.check(
          backend,
          in -> MatrixFunctions.product(MatrixFunctions.reshape(in[0], 4, -1), in[1]),
          in -> Formulas.product(in[0], in[1], 3),
          new int[] {2, 6},
          new int[] {3, 5});
    }
  }

  @Test
  void shapesThatDoNotFitAreRefused() {
    try (Backend backend = TestBackends.open("scalar");
        Tape tape = new Tape(backend)) {
      Var row = tape.constant(tape.tensor(3));
      Var matrix = tape.constant(tape.tensor(2, 4));
      assertThrows(ShapeException.class, () -> MatrixFunctions.product(row, matrix));
      assertThrows(ShapeException.class, () -> MatrixFunctions.product(matrix, matrix));
      assertThrows(ShapeException.class, () -> MatrixFunctions.linear(row, matrix));
      assertThrows(ShapeException.class, () -> MatrixFunctions.add(row, matrix));
      assertThrows(ShapeException.class, () -> MatrixFunctions.reshape(matrix, 3, 3));
    }
  }
}
