package ai.stego.nn;

import ai.stego.tensor.Backend;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Shape;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.testing.Close;
import ai.stego.tensor.testing.Values;

/**
 * Holds a function on the tape to a formula in double: its value directly, its gradients by central
 * differences of the formula.
 */
final class GradientCheck {
  /** The function in double. */
  @FunctionalInterface
  interface Formula {
    /** All values of the result, row-major, from all values of each input. */
    double[] apply(double[][] inputs);
  }

  /** The function on a tape. */
  @FunctionalInterface
  interface Function {
    Var apply(Var[] inputs);
  }

  private static final double STEP = 1e-5;
  private static final double ABSOLUTE = 2e-5;
  private static final double RELATIVE = 1e-3;

  private final Function function;
  private final Formula formula;
  private final float[][] inputs;
  private final Shape[] shapes;

  private GradientCheck(Function function, Formula formula, Shape[] shapes, float[][] inputs) {
    this.function = function;
    this.formula = formula;
    this.shapes = shapes;
    this.inputs = inputs;
  }

  /** Checks with normally distributed inputs of these shapes. */
  static void check(Backend backend, Function function, Formula formula, int[]... axes) {
    Values values = new Values("gradient check");
    Shape[] shapes = new Shape[axes.length];
    float[][] inputs = new float[axes.length][];
    for (int i = 0; i < axes.length; i++) {
      shapes[i] = Shape.of(axes[i]);
      inputs[i] = values.array((int) shapes[i].size());
    }
    GradientCheck check = new GradientCheck(function, formula, shapes, inputs);
    check.run(backend, false);
    check.run(backend, true);
  }

  /**
   * One pass.
   *
   * @param shared whether each input is used once more, behind the function: its gradient then
   *     holds something when the function's backward adds to it
   */
  private void run(Backend backend, boolean shared) {
    try (Scope scope = backend.scope();
        Tape tape = new Tape(backend)) {
      Parameter[] parameters = new Parameter[inputs.length];
      Var[] vars = new Var[inputs.length];
      for (int i = 0; i < inputs.length; i++) {
        parameters[i] = Parameter.of("input" + i, shapes[i], inputs[i], scope);
        vars[i] = MatrixFunctions.scale(1, tape.parameter(parameters[i]));
      }
      Var y = function.apply(vars);
      float[] result = y.value().toArray();
      float[] weights = new Values("weights").array(result.length);
      Var loss = dot(y, weights);
      for (int i = 0; shared && i < vars.length; i++) {
        loss = MatrixFunctions.add(loss, dot(vars[i], inputs[i]));
      }
      tape.backward(loss);
      String what = backend.name() + (shared ? ", inputs used twice" : "");
      Close.assertClose(
          what + ": value", floats(formula.apply(doubles())), result, ABSOLUTE, RELATIVE);
      for (int i = 0; i < inputs.length; i++) {
        float[] expected = differences(i, weights, shared);
        Close.assertClose(
            what + ": gradient of input " + i,
            expected,
            parameters[i].gradient().toArray(),
            ABSOLUTE * largest(expected),
            RELATIVE);
      }
    }
  }

  /** Σ weights·y. */
  private static Var dot(Var y, float[] weights) {
    Tensor column = y.tape().tensor(weights.length, 1).write(weights);
    return MatrixFunctions.product(
        MatrixFunctions.reshape(y, 1, weights.length), y.tape().constant(column));
  }

  private float[] differences(int input, float[] weights, boolean shared) {
    double[][] at = doubles();
    float[] gradient = new float[inputs[input].length];
    for (int i = 0; i < gradient.length; i++) {
      double middle = at[input][i];
      at[input][i] = middle + STEP;
      double above = weighted(at, weights);
      at[input][i] = middle - STEP;
      double below = weighted(at, weights);
      at[input][i] = middle;
      gradient[i] = (float) ((above - below) / (2 * STEP) + (shared ? middle : 0));
    }
    return gradient;
  }

  private double weighted(double[][] at, float[] weights) {
    double[] y = formula.apply(at);
    double sum = 0;
    for (int i = 0; i < y.length; i++) {
      sum += weights[i] * y[i];
    }
    return sum;
  }

  private double[][] doubles() {
    double[][] copy = new double[inputs.length][];
    for (int i = 0; i < inputs.length; i++) {
      copy[i] = Formulas.doubles(inputs[i]);
    }
    return copy;
  }

  private static float[] floats(double[] values) {
    float[] copy = new float[values.length];
    for (int i = 0; i < copy.length; i++) {
      copy[i] = (float) values[i];
    }
    return copy;
  }

  private static double largest(float[] values) {
    double largest = 1;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }
}
