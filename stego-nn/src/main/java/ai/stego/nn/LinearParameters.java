package ai.stego.nn;

import ai.stego.nn.init.Initializers;
import ai.stego.tensor.Backend;
import ai.stego.tensor.Rng;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Shape;
import ai.stego.tensor.ShapeException;
import ai.stego.tensor.io.HostTensor;
import ai.stego.tensor.io.NamedTensors;
import java.util.List;

/**
 * A linear layer that is learnt: y = x·Wᵀ + b for each row. {@link #toLinear} makes of it the layer
 * that is only applied.
 *
 * @param weight W (N,K)
 * @param bias b (N)
 */
public record LinearParameters(Parameter weight, Parameter bias) {
  /**
   * Checks the shapes.
   *
   * @param weight W (N,K)
   * @param bias b (N)
   * @throws ShapeException if they do not fit each other
   */
  public LinearParameters {
    ShapeException.require(
        weight.shape().rank() == 2, weight.name() + " of a linear layer", "(N,K)", weight.shape());
    Shape expected = Shape.of(weight.shape().axis(0));
    ShapeException.require(
        bias.shape().equals(expected), bias.name() + " of a linear layer", expected, bias.shape());
  }

  /**
   * Makes a layer as PyTorch initialises one: weight and bias uniform in ±1/√K. The values depend
   * on the generator's seed and the name, not on what was made before.
   *
   * @param name the parameters will be {@code NAME.weight} and {@code NAME.bias}
   * @param inputs K, at least 1
   * @param outputs N
   * @param rng a generator of this layer's own is split off by the name
   * @param owner keeps the parameters
   * @return the layer
   */
  public static LinearParameters create(
      String name, int inputs, int outputs, Rng rng, Scope owner) {
    Rng own = rng.split(name);
    Shape shape = Shape.of(outputs, inputs);
    float[] weight = Initializers.linear(Math.toIntExact(shape.size()), inputs, own);
    float[] bias = Initializers.linear(outputs, inputs, own);
    return of(name, new HostTensor(shape, weight), bias, owner);
  }

  /**
   * Reads {@code NAME.weight} and {@code NAME.bias}, to learn on from there.
   *
   * @param tensors holds the weight, (N,K) or any shape of N leading rows such as a 1x1
   *     convolution's (N,K,1,1), and the bias
   * @param name the layer's name
   * @param owner keeps the parameters
   * @return the layer
   * @throws ShapeException if the bias does not fit the weight
   */
  public static LinearParameters load(NamedTensors tensors, String name, Scope owner) {
    HostTensor weight = tensors.get(name + ".weight");
    int outputs = weight.shape().axis(0);
    Shape shape = Shape.of(outputs, Math.toIntExact(weight.shape().size() / Math.max(1, outputs)));
    float[] bias = tensors.values(name + ".bias");
    return of(name, new HostTensor(shape, weight.values()), bias, owner);
  }

  private static LinearParameters of(String name, HostTensor weight, float[] bias, Scope owner) {
    return new LinearParameters(
        Parameter.of(name + ".weight", weight.shape(), weight.values(), owner),
        Parameter.of(name + ".bias", Shape.of(bias.length), bias, owner));
  }

  /**
   * Applies the layer on the tape of x.
   *
   * @param x (...,K)
   * @return (...,N)
   * @throws ShapeException if the shapes do not fit
   */
  public Var forward(Var x) {
    Tape tape = x.tape();
    return MatrixFunctions.linear(x, tape.parameter(weight), tape.parameter(bias));
  }

  /**
   * The layer as it is now, to be applied only.
   *
   * @param backend where the parameters live and the layer will run
   * @param owner keeps the packed weight
   * @return a snapshot; later steps do not change it
   */
  public Linear toLinear(Backend backend, Scope owner) {
    return new Linear(backend, backend.matrix().pack(weight.value(), bias.value(), owner));
  }

  /**
   * What is learnt.
   *
   * @return weight and bias
   */
  public List<Parameter> list() {
    return List.of(weight, bias);
  }
}
