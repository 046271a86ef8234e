package ai.stego.segment;

import ai.stego.nn.Linear;
import ai.stego.tensor.Backend;
import ai.stego.tensor.Epilogue;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.io.NamedTensors;
import java.util.Optional;

/**
 * From features to codes: code = linear1(x) + linear3(relu(linear2(x))) for each patch (Hamilton et
 * al. 2022, section 3.3; the 1x1 convolutions of the reference are linear layers over patches).
 *
 * @param backend where it runs
 * @param linear1 F to Z
 * @param branch the second summand; empty in a linear head
 */
public record SegmentationHead(Backend backend, Linear linear1, Optional<Branch> branch) {
  /**
   * The nonlinear summand.
   *
   * @param linear2 F to F
   * @param linear3 F to Z
   */
  public record Branch(Linear linear2, Linear linear3) {}

  /**
   * Loads a head from {@code linear1} and, where they are there, {@code linear2} and {@code
   * linear3}, each with {@code .weight} and {@code .bias}.
   *
   * @param backend where it will run
   * @param tensors holds the tensors
   * @param owner keeps the weights
   * @return the head
   */
  public static SegmentationHead load(Backend backend, NamedTensors tensors, Scope owner) {
    Optional<Branch> branch =
        tensors.contains("linear2.weight")
            ? Optional.of(
                new Branch(
                    Linear.load(backend, tensors, "linear2", owner),
                    Linear.load(backend, tensors, "linear3", owner)))
            : Optional.empty();
    return new SegmentationHead(backend, Linear.load(backend, tensors, "linear1", owner), branch);
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
    Tensor code = scope.tensor(images, patches, linear1.outputs());
    linear1.forward(features, Epilogue.NONE, code);
    if (branch.isPresent()) {
      try (Scope scratch = backend.scope()) {
        Linear linear2 = branch.get().linear2();
        Tensor hidden = scratch.tensor(images, patches, linear2.outputs());
        linear2.forward(features, Epilogue.RELU, hidden);
        branch.get().linear3().forward(hidden, Epilogue.ACCUMULATE, code);
      }
    }
    return code;
  }
}
