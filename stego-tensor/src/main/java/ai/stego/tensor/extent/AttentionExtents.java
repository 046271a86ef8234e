package ai.stego.tensor.extent;

import ai.stego.tensor.ShapeException;
import ai.stego.tensor.Tensor;

/**
 * Extents of attention on packed (B,N,3·D).
 *
 * @param images B
 * @param tokens N
 * @param heads A
 * @param headWidth d = D/A
 * @param queries how many of the first tokens ask: N for whole attention
 */
public record AttentionExtents(int images, int tokens, int heads, int headWidth, int queries) {
  /**
   * Checks whole attention.
   *
   * @param qkv (B,N,3·D)
   * @param heads A
   * @param out (B,N,D)
   * @return the extents
   */
  public static AttentionExtents of(Tensor qkv, int heads, Tensor out) {
    AttentionExtents extents = ofPacked("attention", qkv, heads);
    Checks.shape("attention: out", out, extents.images, extents.tokens, extents.width());
    Checks.apart("attention: out", qkv, out);
    return extents;
  }

  /**
   * Checks attention weights.
   *
   * @param qkv (B,N,3·D)
   * @param heads A
   * @param out (B,A,Q,N)
   * @return the extents
   */
  public static AttentionExtents ofWeights(Tensor qkv, int heads, Tensor out) {
    AttentionExtents e = ofPacked("attentionWeights", qkv, heads);
    Checks.rank("attentionWeights: out", out, 4, "(B,A,Q,N)");
    int queries = out.shape().axis(2);
    ShapeException.require(
        queries >= 1 && queries <= e.tokens,
        "attentionWeights: out",
        "1 to " + e.tokens + " queries",
        out.shape());
    Checks.shape("attentionWeights: out", out, e.images, heads, queries, e.tokens);
    Checks.apart("attentionWeights: out", qkv, out);
    return new AttentionExtents(e.images, e.tokens, heads, e.headWidth, queries);
  }

  private static AttentionExtents ofPacked(String operation, Tensor qkv, int heads) {
    Checks.rank(operation + ": qkv", qkv, 3, "(B,N,3·D)");
    int packed = qkv.shape().axis(2);
    if (heads < 1 || packed % (3L * heads) != 0) {
      throw new ShapeException(
          operation + ": qkv", "rows of 3·D with D a multiple of " + heads + " heads", qkv.shape());
    }
    int tokens = qkv.shape().axis(1);
    int headWidth = (int) (packed / (3L * heads));
    return new AttentionExtents(qkv.shape().axis(0), tokens, heads, headWidth, tokens);
  }

  /**
   * The width of all heads together.
   *
   * @return D
   */
  public int width() {
    return heads * headWidth;
  }
}
