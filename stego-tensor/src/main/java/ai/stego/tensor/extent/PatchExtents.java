package ai.stego.tensor.extent;

import ai.stego.tensor.PackedWeight;
import ai.stego.tensor.ShapeException;
import ai.stego.tensor.Tensor;

/**
 * Extents of {@link ai.stego.tensor.TransformerOps#patchEmbedding}.
 *
 * @param images B
 * @param channels C
 * @param rows h, patches from top to bottom
 * @param columns w, patches from left to right
 * @param patch P
 * @param prefix T, tokens before the patches
 * @param width D
 */
public record PatchExtents(
    int images, int channels, int rows, int columns, int patch, int prefix, int width) {
  /**
   * Checks a patch embedding.
   *
   * @param images (B,C,H,W)
   * @param patch P
   * @param projection (D, C·P·P)
   * @param prefix (T,D)
   * @param positions (h·w,D)
   * @param out (B,T+h·w,D)
   * @return the extents
   */
  public static PatchExtents of(
      Tensor images,
      int patch,
      PackedWeight projection,
      Tensor prefix,
      Tensor positions,
      Tensor out) {
    String operation = "patchEmbedding";
    Checks.rank(operation + ": images", images, 4, "(B,C,H,W)");
    int height = images.shape().axis(2);
    int width = images.shape().axis(3);
    ShapeException.require(
        patch >= 1 && height % patch == 0 && width % patch == 0,
        operation + ": images",
        "height and width multiples of " + patch,
        images.shape());
    int channels = images.shape().axis(1);
    ShapeException.require(
        fits(projection.inputs(), channels, patch),
        operation + ": projection",
        channels + " x " + patch + " x " + patch + " inputs",
        projection.inputs());
    Checks.rank(operation + ": prefix", prefix, 2, "(T,D)");
    long patches = (long) (height / patch) * (width / patch);
    int tokens = Checks.count(operation + ": tokens", patches + prefix.shape().axis(0), images);
    Checks.count(operation + ": tokens", (long) images.shape().axis(0) * tokens, images);
    PatchExtents extents =
        new PatchExtents(
            images.shape().axis(0),
            channels,
            height / patch,
            width / patch,
            patch,
            prefix.shape().axis(0),
            projection.outputs());
    Checks.shape(operation + ": prefix", prefix, extents.prefix, extents.width);
    Checks.shape(operation + ": positions", positions, extents.patches(), extents.width);
    Checks.shape(operation + ": out", out, extents.images, extents.tokens(), extents.width);
    Checks.apart(operation + ": out", images, out);
    Checks.apart(operation + ": out", prefix, out);
    Checks.apart(operation + ": out", positions, out);
    return extents;
  }

  /** Whether inputs = C·P·P, which may be beyond 32 bits and, with C, beyond 64. */
  private static boolean fits(int inputs, int channels, int patch) {
    long pixels = (long) patch * patch;
    return channels == 0 ? inputs == 0 : inputs % pixels == 0 && inputs / pixels == channels;
  }

  /**
   * Patches of one image.
   *
   * @return h·w
   */
  public int patches() {
    return rows * columns;
  }

  /**
   * Tokens of one image.
   *
   * @return N = T + h·w
   */
  public int tokens() {
    return prefix + patches();
  }

  /**
   * Values in a patch.
   *
   * @return C·P·P
   */
  public int patchSize() {
    return channels * patch * patch;
  }
}
