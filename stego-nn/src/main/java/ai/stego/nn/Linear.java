package ai.stego.nn;

import ai.stego.tensor.Backend;
import ai.stego.tensor.Epilogue;
import ai.stego.tensor.PackedWeight;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Shape;
import ai.stego.tensor.ShapeException;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.io.HostTensor;
import ai.stego.tensor.io.NamedTensors;

/**
 * y = x·Wᵀ + b for each row. A 1x1 convolution over channels-last maps is the same thing.
 *
 * @param backend where it runs
 * @param weight W (N,K) and b (N), packed
 */
public record Linear(Backend backend, PackedWeight weight) {
  /**
   * Reads {@code NAME.weight} and, where there is one, {@code NAME.bias}.
   *
   * @param backend where it will run
   * @param tensors holds the weight: (N,K), or any shape of N leading rows, such as a convolution's
   *     (N,C,P,P)
   * @param name the layer's name
   * @param owner keeps the packed weight
   * @return the layer
   * @throws ShapeException if the bias does not fit the weight
   */
  public static Linear load(Backend backend, NamedTensors tensors, String name, Scope owner) {
    HostTensor weight = tensors.get(name + ".weight");
    String biasName = name + ".bias";
    float[] bias = tensors.contains(biasName) ? tensors.values(biasName) : null;
    return of(backend, weight.shape(), weight.values(), bias, owner);
  }

  /**
   * Makes a layer from values.
   *
   * @param backend where it will run
   * @param shape (N,K), or any shape of N leading rows
   * @param weight the weight's values
   * @param bias N values, or null for none
   * @param owner keeps the packed weight
   * @return the layer
   * @throws ShapeException if the numbers of values do not fit
   */
  public static Linear of(Backend backend, Shape shape, float[] weight, float[] bias, Scope owner) {
    int outputs = shape.axis(0);
    try (Scope scratch = backend.scope()) {
      Tensor w = scratch.tensor(shape, weight).reshape(outputs, -1);
      Tensor b = bias == null ? null : scratch.tensor(Shape.of(bias.length), bias);
      return new Linear(backend, backend.matrix().pack(w, b, owner));
    }
  }

  /**
   * out = epilogue(x·Wᵀ + b).
   *
   * @param x (...,K)
   * @param epilogue what happens to each value before it is stored
   * @param out (...,N); overwritten, or added to by {@link Epilogue#ACCUMULATE}
   * @throws ShapeException if the shapes do not fit
   */
  public void forward(Tensor x, Epilogue epilogue, Tensor out) {
    backend.matrix().linear(x, weight, epilogue, out);
  }

  /**
   * The number of values in a row of the output.
   *
   * @return N
   */
  public int outputs() {
    return weight.outputs();
  }
}
