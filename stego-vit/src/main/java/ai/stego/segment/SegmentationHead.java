package ai.stego.segment;

import ai.stego.nn.Linear;
import ai.stego.tensor.Backend;
import ai.stego.tensor.Epilogue;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.io.NamedTensors;

/**
 * From features to codes: code = direct(x) + contract(relu(expand(x))) for each patch (Hamilton et
 * al. 2022, section 3.3; the 1x1 convolutions of the reference are linear layers over patches).
 *
 * @param backend where it runs
 * @param direct F to Z
 * @param expand F to F
 * @param contract F to Z
 */
public record SegmentationHead(Backend backend, Linear direct, Linear expand, Linear contract) {
  /**
   * Loads a head from {@code direct}, {@code expand} and {@code contract}, each with {@code
   * .weight} and {@code .bias}.
   *
   * @param backend where it will run
   * @param tensors holds the six tensors
   * @param owner keeps the weights
   * @return the head
   */
  public static SegmentationHead load(Backend backend, NamedTensors tensors, Scope owner) {
    return new SegmentationHead(
        backend,
        Linear.load(backend, tensors, "direct", owner),
        Linear.load(backend, tensors, "expand", owner),
        Linear.load(backend, tensors, "contract", owner));
  }

  /**
   * The codes of features.
   *
   * @param features (B,h·w,F)
   * @param scope makes the result
   * @return (B,h·w,Z)
   */
  public Tensor forward(Tensor features, Scope scope) {
    int images = features.shape().axis(0);
    int patches = features.shape().axis(1);
    Tensor code = scope.tensor(images, patches, direct.outputs());
    direct.forward(features, Epilogue.NONE, code);
    try (Scope scratch = backend.scope()) {
      Tensor hidden = scratch.tensor(images, patches, expand.outputs());
      expand.forward(features, Epilogue.RELU, hidden);
      contract.forward(hidden, Epilogue.ACCUMULATE, code);
    }
    return code;
  }
}
