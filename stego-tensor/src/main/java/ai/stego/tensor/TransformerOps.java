package ai.stego.tensor;

/** What a vision transformer is made of besides matrix products. */
public interface TransformerOps {
  /**
   * Cuts images into patches, projects each, and puts the result behind the prefix tokens: out[b] =
   * [prefix; patch(i)·Wᵀ + b + position(i)]. The projection is a convolution of kernel and stride P
   * (Dosovitskiy et al. 2021, section 3.1). Values of a patch are taken in (C,P,P) order.
   *
   * @param images (B,C,H,W), H and W multiples of P
   * @param patch P
   * @param projection (D, C·P·P) with its bias
   * @param prefix (T,D): CLS with its position already added, then registers if any
   * @param positions (h·w,D)
   * @param out (B, T + h·w, D); overwritten; must not share memory with the inputs
   * @throws ShapeException if the shapes do not fit
   */
  void patchEmbedding(
      Tensor images,
      int patch,
      PackedWeight projection,
      Tensor prefix,
      Tensor positions,
      Tensor out);

  /**
   * out = (x - mean) / √(variance + epsilon) · gamma + beta for each row, with the biased variance
   * (Ba et al. 2016, section 3).
   *
   * @param x (...,D)
   * @param gamma (D)
   * @param beta (D)
   * @param epsilon added to the variance; 1e-6 for DINO
   * @param out the shape of x; overwritten; may be x, but not share a part of it, nor memory with
   *     gamma or beta
   * @throws ShapeException if the shapes do not fit
   */
  void layerNorm(Tensor x, Tensor gamma, Tensor beta, float epsilon, Tensor out);

  /**
   * out = softmax(q·kᵀ/√d)·v for each head (Vaswani et al. 2017, section 3.2). N x N is never held
   * in memory.
   *
   * @param qkv (B,N,3·D): in each row the queries of all heads, then the keys, then the values
   * @param heads A, a divisor of D
   * @param out (B,N,D), head by head; overwritten; must not share memory with qkv
   * @throws ShapeException if the shapes do not fit
   */
  void attention(Tensor qkv, int heads, Tensor out);

  /**
   * The softmax weights that the first Q tokens give to all tokens: out = softmax(q·kᵀ/√d). Q = 1
   * is the attention of CLS.
   *
   * @param qkv (B,N,3·D), as for {@link #attention}
   * @param heads A, a divisor of D
   * @param out (B,A,Q,N), 1 &lt;= Q &lt;= N; overwritten; must not share memory with qkv
   * @throws ShapeException if the shapes do not fit
   */
  void attentionWeights(Tensor qkv, int heads, Tensor out);
}
