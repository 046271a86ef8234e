package ai.stego.nn;

import ai.stego.tensor.Backend;
import ai.stego.tensor.Epilogue;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Tensor;

/**
 * Self-attention with packed queries, keys and values (Vaswani et al. 2017, section 3.2).
 *
 * @param backend where it runs
 * @param packed D to 3·D: rows of queries, then keys, then values
 * @param projection D to D
 * @param heads A
 */
public record MultiHeadAttention(Backend backend, Linear packed, Linear projection, int heads) {
  /**
   * residual = residual + projection(attention(packed(x))).
   *
   * @param x (B,N,D)
   * @param residual (B,N,D); added to
   * @param scratch for what lies between
   */
  public void addTo(Tensor x, Tensor residual, Scope scratch) {
    Tensor attended = scratch.tensor(x.shape());
    backend.transformer().attention(pack(x, scratch), heads, attended);
    projection.forward(attended, Epilogue.ACCUMULATE, residual);
  }

  /**
   * softmax(q·kᵀ/√d) of the first tokens over all.
   *
   * @param x (B,N,D)
   * @param queries Q, how many of the first tokens; 1 for CLS alone
   * @param scope makes the result
   * @return (B,A,Q,N)
   */
  public Tensor weights(Tensor x, int queries, Scope scope) {
    Tensor weights = scope.tensor(x.shape().axis(0), heads, queries, x.shape().axis(1));
    try (Scope scratch = backend.scope()) {
      backend.transformer().attentionWeights(pack(x, scratch), heads, weights);
    }
    return weights;
  }

  /**
   * The packed queries, keys and values.
   *
   * @param x (B,N,D)
   * @param scope makes the result
   * @return (B,N,3·D)
   */
  public Tensor pack(Tensor x, Scope scope) {
    Tensor qkv = scope.tensor(x.shape().axis(0), x.shape().axis(1), packed.outputs());
    packed.forward(x, Epilogue.NONE, qkv);
    return qkv;
  }
}
