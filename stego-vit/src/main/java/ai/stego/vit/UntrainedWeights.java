package ai.stego.vit;

import ai.stego.tensor.InputException;
import ai.stego.tensor.Rng;
import ai.stego.tensor.Shape;
import ai.stego.tensor.io.NamedTensors;
import java.util.Collections;
import java.util.Map;
import java.util.Set;

/**
 * Weights that nobody trained: computed from a seed and the tensor's name, the same on every
 * machine. They serve to try the library without a download, to test and to benchmark. Uniform:
 * weights within √(3 / fan-in), biases within 0.05, layer norms within 0.1 around 1.
 *
 * <p>{@linkplain #soft Soft} weights are small enough for each token to stay near its own patch, so
 * that features follow colour and texture.
 */
public final class UntrainedWeights implements NamedTensors {
  private static final double SOFT_TOKENS = 0.2;
  private static final double SOFT_WEIGHTS = 0.3;

  private final String seed;
  private final boolean soft;
  private final Map<String, Shape> shapes;

  private UntrainedWeights(VitConfig config, String seed, boolean soft) {
    this.seed = seed;
    this.soft = soft;
    this.shapes = config.shapes();
  }

  /**
   * Weights of a full random network.
   *
   * @param config the extents
   * @param seed any text
   * @return the weights, computed when they are asked for
   */
  public static UntrainedWeights of(VitConfig config, String seed) {
    return new UntrainedWeights(config, seed, false);
  }

  /**
   * Weights whose features follow colour and texture: CLS and positions times 0.2, linear layers
   * times 0.3, the patch projection as it is.
   *
   * @param config the extents
   * @param seed any text
   * @return the weights, computed when they are asked for
   */
  public static UntrainedWeights soft(VitConfig config, String seed) {
    return new UntrainedWeights(config, seed, true);
  }

  @Override
  public String source() {
    return "untrained weights of seed " + seed;
  }

  @Override
  public Set<String> names() {
    return Collections.unmodifiableSet(shapes.keySet());
  }

  @Override
  public Shape shape(String name) {
    Shape shape = shapes.get(name);
    if (shape == null) {
      throw new InputException(source() + ": no tensor " + name);
    }
    return shape;
  }

  @Override
  public float[] values(String name) {
    Shape shape = shape(name);
    boolean norm = name.matches("(.*\\.)?norm[12]?\\.weight");
    double scale = norm ? 0.1 : scale(name, shape);
    double bias = norm ? 1 : 0;
    float shrink = soft && !norm ? shrink(name) : 1;
    Rng rng = Rng.of(Rng.hash(seed + name));
    float[] values = new float[Math.toIntExact(shape.size())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) ((rng.nextFloat() * 2.0 - 1) * scale + bias) * shrink;
    }
    return values;
  }

  private static double scale(String name, Shape shape) {
    if (name.endsWith(".bias")) {
      return 0.05;
    }
    if (name.equals("cls_token") || name.equals("pos_embed")) {
      return 0.5;
    }
    return Math.sqrt(3.0 * shape.axis(0) / shape.size());
  }

  private static float shrink(String name) {
    if (name.equals("cls_token") || name.equals("pos_embed")) {
      return (float) SOFT_TOKENS;
    }
    boolean shrinks = name.endsWith(".weight") && !name.startsWith("patch_embed");
    return shrinks ? (float) SOFT_WEIGHTS : 1;
  }
}
