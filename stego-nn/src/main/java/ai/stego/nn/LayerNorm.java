package ai.stego.nn;

import ai.stego.tensor.Backend;
import ai.stego.tensor.Scope;
import ai.stego.tensor.ShapeException;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.io.HostTensor;
import ai.stego.tensor.io.NamedTensors;

/**
 * (x - mean) / √(variance + epsilon) · gamma + beta for each row (Ba et al. 2016).
 *
 * @param backend where it runs
 * @param gamma (D)
 * @param beta (D)
 * @param epsilon added to the variance
 */
public record LayerNorm(Backend backend, Tensor gamma, Tensor beta, float epsilon) {
  /**
   * Reads {@code NAME.weight} (gamma) and {@code NAME.bias} (beta).
   *
   * @param backend where it will run
   * @param tensors holds both
   * @param name the layer's name
   * @param epsilon added to the variance
   * @param owner keeps both
   * @return the layer
   */
  public static LayerNorm load(
      Backend backend, NamedTensors tensors, String name, float epsilon, Scope owner) {
    HostTensor gamma = tensors.get(name + ".weight");
    HostTensor beta = tensors.get(name + ".bias");
    return new LayerNorm(
        backend,
        owner.tensor(gamma.shape(), gamma.values()),
        owner.tensor(beta.shape(), beta.values()),
        epsilon);
  }

  /**
   * Normalises rows.
   *
   * @param x (...,D)
   * @param out the shape of x; overwritten; may be x
   * @throws ShapeException if the shapes do not fit
   */
  public void forward(Tensor x, Tensor out) {
    backend.transformer().layerNorm(x, gamma, beta, epsilon, out);
  }
}
