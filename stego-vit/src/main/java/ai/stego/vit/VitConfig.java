package ai.stego.vit;

import ai.stego.tensor.InputException;
import ai.stego.tensor.Shape;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The extents of a vision transformer (Dosovitskiy et al. 2021, table 1).
 *
 * @param patch P, pixels on a side of a patch
 * @param width D, values in a token
 * @param depth number of blocks
 * @param heads A, attention heads
 * @param hidden width of the MLP between its two layers
 * @param trainedRows h of the position embedding
 * @param trainedColumns w of the position embedding
 * @param channels C of the images
 * @param epsilon what layer norms add to the variance
 */
public record VitConfig(
    int patch,
    int width,
    int depth,
    int heads,
    int hidden,
    int trainedRows,
    int trainedColumns,
    int channels,
    float epsilon) {
  /** What DINO's layer norms add to the variance. */
  public static final float DINO_EPSILON = 1e-6f;

  /** Width of a head in the DINO family. */
  public static final int DINO_HEAD_WIDTH = 64;

  /**
   * Checks the extents.
   *
   * @param patch P
   * @param width D
   * @param depth number of blocks
   * @param heads A
   * @param hidden width of the MLP between its two layers
   * @param trainedRows h of the position embedding
   * @param trainedColumns w of the position embedding
   * @param channels C
   * @param epsilon what layer norms add to the variance
   * @throws InputException if one is below 1 or the heads do not divide the width
   */
  public VitConfig {
    boolean positive =
        patch > 0
            && width > 0
            && depth > 0
            && hidden > 0
            && trainedRows > 0
            && trainedColumns > 0
            && channels > 0
            && epsilon > 0;
    if (!positive) {
      throw new InputException("vision transformer: every extent must be above 0");
    }
    if (heads < 1 || width % heads != 0) {
      throw new InputException(
          "vision transformer: " + heads + " heads do not divide the width " + width);
    }
  }

  /**
   * ViT-S as DINO trained it: D 384, 12 blocks, 6 heads, 224 pixels.
   *
   * @param patch P, 8 or 16
   * @return the configuration
   */
  public static VitConfig small(int patch) {
    return dino(patch, 384, 12);
  }

  /**
   * ViT-B as DINO trained it: D 768, 12 blocks, 12 heads, 224 pixels.
   *
   * @param patch P, 8 or 16
   * @return the configuration
   */
  public static VitConfig base(int patch) {
    return dino(patch, 768, 12);
  }

  private static VitConfig dino(int patch, int width, int depth) {
    int side = 224 / patch;
    int heads = width / DINO_HEAD_WIDTH;
    return new VitConfig(patch, width, depth, heads, 4 * width, side, side, 3, DINO_EPSILON);
  }

  /**
   * Requires that the model reads photographs: images of red, green and blue.
   *
   * @param source where the model comes from, for the message
   * @throws InputException if it takes another number of channels
   */
  public void requirePhotographs(String source) {
    if (channels != 3) {
      throw new InputException(
          source + ": the backbone takes images of " + channels + " channels, photographs have 3");
    }
  }

  /**
   * The width of one head.
   *
   * @return d = D/A
   */
  public int headWidth() {
    return width / heads;
  }

  /**
   * Tokens at the trained size.
   *
   * @return 1 + h·w
   */
  public int trainedTokens() {
    return 1 + trainedRows * trainedColumns;
  }

  /**
   * Every tensor of such a model, under DINO's names, in the order of DINO's files.
   *
   * @return shapes by name
   */
  public Map<String, Shape> shapes() {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    shapes.put("cls_token", Shape.of(1, 1, width));
    shapes.put("pos_embed", Shape.of(1, trainedTokens(), width));
    shapes.put("patch_embed.proj.weight", Shape.of(width, channels, patch, patch));
    shapes.put("patch_embed.proj.bias", Shape.of(width));
    for (int i = 0; i < depth; i++) {
      String block = "blocks." + i + ".";
      norm(shapes, block + "norm1");
      linear(shapes, block + "attn.qkv", 3 * width, width);
      linear(shapes, block + "attn.proj", width, width);
      norm(shapes, block + "norm2");
      linear(shapes, block + "mlp.fc1", hidden, width);
      linear(shapes, block + "mlp.fc2", width, hidden);
    }
    norm(shapes, "norm");
    return shapes;
  }

  private void norm(Map<String, Shape> shapes, String name) {
    shapes.put(name + ".weight", Shape.of(width));
    shapes.put(name + ".bias", Shape.of(width));
  }

  private static void linear(Map<String, Shape> shapes, String name, int outputs, int inputs) {
    shapes.put(name + ".weight", Shape.of(outputs, inputs));
    shapes.put(name + ".bias", Shape.of(outputs));
  }
}
