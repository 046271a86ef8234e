package ai.stego.tensor;

/** Losses fused with their gradients: one pass gives both. */
public interface LossOps {
  /**
   * loss = -1/V · Σ log softmax(logits[m])[labels[m]] over the V rows whose label lies in 0..K-1;
   * gradient[m] = (softmax(logits[m]) - onehot(labels[m]))/V in those rows and 0 in the others.
   * Without any such row the loss and the gradient are 0.
   *
   * @param logits (M,K)
   * @param labels M; rows with a label outside 0..K-1 are ignored
   * @param loss (1); overwritten
   * @param gradient (M,K), d loss/d logits; overwritten; may be logits, but not share a part of it
   * @throws ShapeException if the shapes do not fit or memory is shared otherwise
   */
  void crossEntropy(Tensor logits, int[] labels, Tensor loss, Tensor gradient);

  /**
   * The cluster probe's loss (Hamilton et al. 2022, section 3.3): loss = -1/M · Σ max over k of
   * cos(codes[m], centroids[k]), of equal cosines the first, of NaN the first NaN. With û the sum
   * of the codes' unit vectors whose nearest centroid is c, the gradient is -(û - ĉ(ĉ·û))/(M·‖c‖),
   * ĉ = c/‖c‖. The codes are constants. Norms are max(‖x‖₂, 1e-12), and below that bound a
   * centroid's norm is a constant too. Without rows the loss and the gradient are 0.
   *
   * @param codes (M,Z)
   * @param centroids (K,Z), K at least 1, of any length
   * @param loss (1); overwritten
   * @param gradient (K,Z), d loss/d centroids; overwritten; must not share memory with the inputs
   * @throws ShapeException if the shapes do not fit or memory is shared
   */
  void clusterLoss(Tensor codes, Tensor centroids, Tensor loss, Tensor gradient);

  /**
   * STEGO's correspondence loss (Hamilton et al. 2022, section 3.2). With unit rows, F[b,i,j] =
   * f[b,i]·g[b,j] and S[b,i,j] = s[b,i]·t[b,j] are cosines. F' = F, or if the form is pointwise F -
   * (mean of F over j), less the mean of that, plus the mean of F. The loss is the mean of
   * -clamp(S)·(F' - shift) over all b, i, j, and the gradients are
   *
   * <pre>
   * sGradient[b,i] = Σ_j w[b,i,j]·t[b,j],   tGradient[b,j] = Σ_i w[b,i,j]·s[b,i],
   * w = -(F' - shift)/(B·P·P) where S lies within the clamp's bounds, bounds included, else 0.
   * </pre>
   *
   * The features are constants. Without any pair the statistics and the gradients are 0.
   *
   * @param f (B,P,F), unit rows
   * @param g (B,P,F), unit rows
   * @param s (B,P,Z), unit rows
   * @param t (B,P,Z), unit rows
   * @param form which of the loss's forms
   * @param statistics (3): the mean loss, the mean of S before the clamp, the mean of F;
   *     overwritten
   * @param sGradient (B,P,Z), d loss/d s; overwritten; must not share memory with anything
   * @param tGradient (B,P,Z), d loss/d t, even if t is s; overwritten; must not share memory with
   *     anything
   * @throws ShapeException if the shapes do not fit or memory is shared
   */
  void correspondence(
      Tensor f,
      Tensor g,
      Tensor s,
      Tensor t,
      CorrespondenceForm form,
      Tensor statistics,
      Tensor sGradient,
      Tensor tGradient);
}
