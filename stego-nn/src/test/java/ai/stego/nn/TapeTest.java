package ai.stego.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.Backend;
import ai.stego.tensor.InputException;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Shape;
import ai.stego.tensor.ShapeException;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.testing.TestBackends;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a tape promises, on the scalar backend with small numbers. */
class TapeTest {
  private final Backend backend = TestBackends.open("scalar");
  private final Scope scope = backend.scope();
  private final Tape tape = new Tape(backend);

  @AfterEach
  void close() {
    tape.close();
    scope.close();
    backend.close();
  }

  private Parameter parameter(float... values) {
    return Parameter.of("p", Shape.of(values.length), values, scope);
  }

  private static float[] gradient(Var variable) {
    return variable.gradient().toArray();
  }

  @Test
  void gradientsOfAllUsesOfAVariableAddUp() {
    Var x = tape.parameter(parameter(3));
    Var twice = MatrixFunctions.scale(2, x);
    Var five = MatrixFunctions.scale(5, x);
    // 2x + 3·5x + 2x
    Var loss = MatrixFunctions.add(MatrixFunctions.weightedSum(1, twice, 3, five), twice);
    tape.backward(loss);
    assertArrayEquals(new float[] {57}, loss.value().toArray());
    assertArrayEquals(new float[] {2}, gradient(twice));
    assertArrayEquals(new float[] {3}, gradient(five));
    assertArrayEquals(new float[] {19}, gradient(x));
  }

  /** The example on paper in docs/tape.md. */
  @Test
  void theExampleOfThePageComesOutAsThere() {
    Parameter weight = Parameter.of("w", Shape.of(1, 1), new float[] {3}, scope);
    Parameter bias = Parameter.of("b", Shape.of(1), new float[] {-1}, scope);
    Parameter input = Parameter.of("x", Shape.of(1, 1), new float[] {2}, scope);
    Var w = tape.parameter(weight);
    Var c = MatrixFunctions.linear(tape.parameter(input), w, tape.parameter(bias));
    Var r = ActivationFunctions.relu(c);
    Var loss = MatrixFunctions.product(r, w);
    tape.backward(loss);
    assertArrayEquals(new float[] {15}, loss.value().toArray());
    assertArrayEquals(new float[] {3}, gradient(r));
    assertArrayEquals(new float[] {3}, gradient(c));
    assertArrayEquals(new float[] {11}, weight.gradient().toArray());
    assertArrayEquals(new float[] {3}, bias.gradient().toArray());
    assertArrayEquals(new float[] {9}, input.gradient().toArray());
  }

  @Test
  void aParametersGradientIsAddedToAndNotOverwritten() {
    Parameter p = parameter(3);
    p.gradient().write(100);
    tape.backward(MatrixFunctions.scale(2, tape.parameter(p)));
    assertArrayEquals(new float[] {102}, p.gradient().toArray());
  }

  @Test
  void twoVariablesOfOneParameterShareItsGradient() {
    Parameter p = parameter(3);
    Var loss = MatrixFunctions.weightedSum(2, tape.parameter(p), 5, tape.parameter(p));
    tape.backward(loss);
    assertArrayEquals(new float[] {7}, p.gradient().toArray());
  }

  @Test
  void aParameterItselfCanBeTheLoss() {
    Parameter p = parameter(3);
    p.gradient().write(10);
    tape.backward(tape.parameter(p));
    assertArrayEquals(new float[] {11}, p.gradient().toArray());
  }

  @Test
  void constantsGetNoGradient() {
    Var constant = tape.constant(tape.tensor(1).write(4));
    Var x = tape.parameter(parameter(3));
    tape.backward(MatrixFunctions.add(x, constant));
    assertFalse(constant.differentiable());
    assertEquals(
        "no gradient: this variable is a constant",
        assertThrows(IllegalStateException.class, constant::gradient).getMessage());
  }

  @Test
  void whatIsComputedFromConstantsIsAConstantAndRecordsNothing() {
    Var constant = tape.constant(tape.tensor(1).write(4));
    Var result =
        tape.record(
            constant.value(),
            gradient -> {
              throw new AssertionError("backward of a constant");
            },
            constant);
    assertFalse(result.differentiable());
    Var x = tape.parameter(parameter(3));
    tape.backward(MatrixFunctions.add(x, result));
  }

  @Test
  void detachedVariablesShareTheValueAndSendNoGradientBack() {
    Var x = tape.parameter(parameter(3));
    Var twice = MatrixFunctions.scale(2, x);
    Var detached = twice.detach();
    assertSame(twice.value(), detached.value());
    tape.backward(MatrixFunctions.add(x, detached));
    assertArrayEquals(new float[] {1}, gradient(x));
  }

  @Test
  void operationsRunBackwardInReverseOrderEachOnceAndOnlyIfTheLossDependsOnThem() {
    List<String> order = new ArrayList<>();
    Var x = tape.parameter(parameter(1));
    Var first = step("first", x, order);
    Var second = step("second", first, order);
    step("unused", second, order);
    Var third = MatrixFunctions.add(step("third", first, order), second);
    tape.backward(third);
    assertEquals(List.of("third", "second", "first"), order);
  }

  private Var step(String name, Var x, List<String> order) {
    return tape.record(
        x.value(),
        gradient -> {
          order.add(name);
          x.accumulate(dx -> backend.matrix().weightedSum(1, gradient, 1, dx, dx));
        },
        x);
  }

  @Test
  void aVariableThatTheLossDoesNotDependOnSaysSo() {
    Var x = tape.parameter(parameter(3));
    Var unused = MatrixFunctions.scale(2, x);
    tape.backward(MatrixFunctions.scale(3, x));
    assertTrue(
        assertThrows(IllegalStateException.class, unused::gradient)
            .getMessage()
            .contains("the loss does not depend on this variable"));
  }

  @Test
  void beforeBackwardThereIsNoGradient() {
    Var y = MatrixFunctions.scale(2, tape.parameter(parameter(3)));
    assertThrows(IllegalStateException.class, y::gradient);
  }

  @Test
  void gradientsAreAddedToOnlyWhileTheTapeRunsBackward() {
    Var x = tape.parameter(parameter(3));
    assertThrows(IllegalStateException.class, () -> x.accumulate(1, tape.tensor(1)));
    assertThrows(IllegalStateException.class, () -> x.accumulate(dx -> {}));
    tape.backward(x);
    assertThrows(IllegalStateException.class, () -> x.accumulate(dx -> {}));
  }

  @Test
  void whatIsAddedMustHaveTheValuesShape() {
    Var x = tape.parameter(parameter(3, 4));
    Tensor wrong = tape.tensor(1, 2);
    Var loss = tape.record(tape.tensor(1), gradient -> x.accumulate(1, wrong), x);
    assertEquals(
        "accumulate: addition: expected (2,), got (1, 2)",
        assertThrows(ShapeException.class, () -> tape.backward(loss)).getMessage());
  }

  @Test
  void aLossOfSeveralValuesIsRefused() {
    Var x = tape.parameter(parameter(3, 4));
    assertEquals(
        "backward: loss: expected (1), got (2,)",
        assertThrows(ShapeException.class, () -> tape.backward(x)).getMessage());
  }

  @Test
  void aConstantLossIsRefused() {
    Var constant = tape.constant(tape.tensor(1).write(4));
    assertEquals(
        "backward: the loss is a constant; it depends on no parameter",
        assertThrows(InputException.class, () -> tape.backward(constant)).getMessage());
  }

  @Test
  void aLossOfAnotherTapeIsRefused() {
    try (Tape other = new Tape(backend)) {
      Var loss = other.parameter(parameter(3));
      assertEquals(
          "backward: the loss belongs to another tape",
          assertThrows(InputException.class, () -> tape.backward(loss)).getMessage());
    }
  }

  @Test
  void anInputOfAnotherTapeIsRefused() {
    try (Tape other = new Tape(backend)) {
      Var here = tape.parameter(parameter(3));
      Var there = other.parameter(parameter(3));
      assertEquals(
          "record: an input belongs to another tape",
          assertThrows(InputException.class, () -> MatrixFunctions.add(here, there)).getMessage());
    }
  }

  @Test
  void aTapeRunsBackwardOnce() {
    Var x = tape.parameter(parameter(3));
    tape.backward(x);
    assertThrows(IllegalStateException.class, () -> tape.backward(x));
    assertThrows(IllegalStateException.class, () -> MatrixFunctions.scale(2, x));
    assertArrayEquals(new float[] {1}, gradient(x));
  }

  @Test
  void aClosedTapeMakesNoTensors() {
    tape.close();
    assertThrows(IllegalStateException.class, () -> tape.tensor(1));
    tape.close();
  }

  @Test
  void aGradientThatIsNotFiniteArrivesAsSuch() {
    Parameter p = parameter(3);
    tape.backward(MatrixFunctions.scale(Float.NaN, tape.parameter(p)));
    assertTrue(Float.isNaN(p.gradient().toArray()[0]));
  }
}
