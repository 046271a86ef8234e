package ai.stego.nn;

import ai.stego.tensor.Epilogue;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Tensor;

/**
 * Two linear layers with GELU between them (Dosovitskiy et al. 2021, section 3.1).
 *
 * @param expand D to the hidden width
 * @param contract the hidden width back to D
 */
public record Mlp(Linear expand, Linear contract) {
  /**
   * residual = residual + contract(GELU(expand(x))).
   *
   * @param x (B,N,D)
   * @param residual (B,N,D); added to
   * @param scratch for the hidden values
   */
  public void addTo(Tensor x, Tensor residual, Scope scratch) {
    Tensor hidden = scratch.tensor(x.shape().axis(0), x.shape().axis(1), expand.outputs());
    expand.forward(x, Epilogue.GELU, hidden);
    contract.forward(hidden, Epilogue.ACCUMULATE, residual);
  }
}
