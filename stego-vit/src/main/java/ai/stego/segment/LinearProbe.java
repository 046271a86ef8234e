package ai.stego.segment;

import ai.stego.nn.Linear;
import ai.stego.tensor.Epilogue;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Tensor;

/**
 * Classes learnt from labels on top of frozen codes: log softmax(W·code + b); it measures the codes
 * (Hamilton et al. 2022, section 4).
 *
 * @param layer Z to K
 */
public record LinearProbe(Linear layer) implements Probe {
  @Override
  public int classes() {
    return layer.outputs();
  }

  @Override
  public Tensor logProbabilities(Tensor codes, Scope scope) {
    Tensor scores = scope.tensor(codes.shape().axis(0), classes());
    layer.forward(codes, Epilogue.NONE, scores);
    layer.backend().row().logSoftmax(scores, 1, scores);
    return scores;
  }
}
