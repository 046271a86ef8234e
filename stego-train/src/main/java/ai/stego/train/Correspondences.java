package ai.stego.train;

import ai.stego.tensor.Backend;
import ai.stego.tensor.Epilogue;
import ai.stego.tensor.Rng;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Shape;
import ai.stego.tensor.Tensor;
import ai.stego.train.config.Setting;
import ai.stego.train.config.TrainConfig;
import ai.stego.train.data.FeatureSource;
import ai.stego.train.eval.HeadAndProbes;
import java.util.stream.IntStream;

/**
 * Correspondences of two images' positions, sampled as in training (Hamilton et al. 2022, section
 * 3.2): of features, which the loss compares with its shifts, or of codes.
 *
 * @param self of images with themselves
 * @param neighbor of images with a neighbour
 * @param negative of images with shuffled ones
 */
public record Correspondences(float[] self, float[] neighbor, float[] negative) {
  private static final int BATCHES = 4;

  /** The most images of a batch and positions along a side: 1.9 million pairs of each kind. */
  private static final int MOST_IMAGES = 32;

  private static final int MOST_SAMPLES = 11;

  /** What is compared: from features (B,h,w,F) to maps (B,h,w,C). */
  @FunctionalInterface
  private interface Maps {
    Tensor of(Tensor features, Scope scope);
  }

  /**
   * Samples the feature correspondences F' of a few batches: cosines, centred for each position if
   * the configuration says so. As large as the configuration's batches are, but of at most 32
   * images of 11 x 11 positions: there are B·S⁴ values of each batch.
   *
   * @param backend where to compute
   * @param config batch, samples, centring and seed
   * @param data features and neighbours
   * @return the values, in the order of sampling
   */
  public static Correspondences ofFeatures(
      Backend backend, TrainConfig config, StegoTrainer.Data data) {
    boolean centred = config.flag(Setting.POINTWISE);
    return of(backend, config, data, (features, scope) -> features, centred);
  }

  /**
   * Samples the code correspondences S of a few batches: cosines. The batches are those of {@link
   * #ofFeatures}.
   *
   * @param config batch, samples and seed
   * @param data features and neighbours
   * @param parts the head as it is now
   * @return the values, in the order of sampling
   */
  public static Correspondences ofCodes(
      TrainConfig config, StegoTrainer.Data data, HeadAndProbes parts) {
    return of(parts.backend(), config, data, parts::codes, false);
  }

  private static Correspondences of(
      Backend backend, TrainConfig config, StegoTrainer.Data data, Maps compared, boolean centred) {
    int samples = Math.min(config.count(Setting.SAMPLES), MOST_SAMPLES);
    int batch = Math.min(config.count(Setting.BATCH), MOST_IMAGES);
    int each = batch * samples * samples * samples * samples;
    float[][] values = new float[3][BATCHES * each];
    BatchOrder order = new BatchOrder(config.seed(), data.features().images(), batch);
    for (int i = 0; i < BATCHES; i++) {
      Rng rng = Rng.of(config.seed()).split("correspondences " + i);
      int[] images = order.images(i);
      int ranks = config.count(Setting.NEIGHBORS);
      int[] neighbors = StepDraws.neighbors(rng, data.neighbors(), ranks, images);
      StepDraws draws = StepDraws.of(rng, batch, samples, 1);
      try (Scope scope = backend.scope()) {
        Shape shape = Shape.of(batch, samples, samples, 2);
        Tensor first = scope.tensor(shape, draws.first());
        Tensor second = scope.tensor(shape, draws.second());
        Tensor maps = compared.of(read(data.features(), images, scope), scope);
        int[] same = IntStream.range(0, batch).toArray();
        Tensor here = sample(backend, maps, same, first, scope);
        Tensor alike = compared.of(read(data.features(), neighbors, scope), scope);
        Tensor there = sample(backend, alike, same, second, scope);
        Tensor other = sample(backend, maps, draws.shuffles()[0], second, scope);
        correspond(backend, here, here, centred, values[0], i * each);
        correspond(backend, here, there, centred, values[1], i * each);
        correspond(backend, here, other, centred, values[2], i * each);
      }
    }
    return new Correspondences(values[0], values[1], values[2]);
  }

  private static Tensor read(FeatureSource source, int[] images, Scope scope) {
    Tensor maps = scope.tensor(images.length, source.rows(), source.columns(), source.width());
    source.read(images, maps);
    return maps;
  }

  private static Tensor sample(
      Backend backend, Tensor maps, int[] images, Tensor coordinates, Scope scope) {
    int[] axes = coordinates.shape().toArray();
    Tensor rows = scope.tensor(axes[0], axes[1], axes[2], maps.shape().axis(3));
    backend.image().sample(maps, images, coordinates, rows);
    backend.row().normalize(rows, rows);
    return rows.reshape(axes[0], axes[1] * axes[2], -1);
  }

  /** Writes F' of (B,P,F) and (B,P,F) to B·P·P places of {@code out}. */
  private static void correspond(
      Backend backend, Tensor f, Tensor g, boolean centred, float[] out, int from) {
    int batch = f.shape().axis(0);
    int positions = f.shape().axis(1);
    int each = positions * positions;
    double sum = 0;
    double centredSum = 0;
    try (Scope scratch = backend.scope()) {
      Tensor cosines = scratch.tensor(positions, positions);
      for (int b = 0; b < batch; b++) {
        Tensor left = f.range(b, b + 1).reshape(positions, -1);
        Tensor right = g.range(b, b + 1).reshape(positions, -1);
        backend.matrix().product(left, false, right, true, Epilogue.NONE, cosines);
        float[] values = cosines.toArray();
        for (int i = 0; i < positions; i++) {
          double row = 0;
          for (int j = 0; j < positions; j++) {
            row += values[i * positions + j];
          }
          sum += row;
          double mean = centred ? row / positions : 0;
          for (int j = 0; j < positions; j++) {
            float value = (float) (values[i * positions + j] - mean);
            out[from + b * each + i * positions + j] = value;
            centredSum += value;
          }
        }
      }
    }
    float back = centred ? (float) ((sum - centredSum) / ((double) batch * each)) : 0;
    for (int i = from; i < from + batch * each; i++) {
      out[i] += back;
    }
  }
}
