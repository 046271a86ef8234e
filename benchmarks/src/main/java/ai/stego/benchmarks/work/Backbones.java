package ai.stego.benchmarks.work;

import ai.stego.tensor.Scope;
import ai.stego.tensor.Tensor;
import ai.stego.vit.UntrainedWeights;
import ai.stego.vit.VisionTransformer;
import ai.stego.vit.VitConfig;
import ai.stego.vit.weights.BackboneWeights;

/** Whole forward passes of vision transformers. */
public final class Backbones {
  private Backbones() {}

  /**
   * A backbone that nobody trained.
   *
   * @param in where it lives
   * @param config its extents
   * @return the model
   */
  public static VisionTransformer untrained(Inputs in, VitConfig config) {
    UntrainedWeights weights = UntrainedWeights.of(config, "benchmark:");
    return VisionTransformer.load(in.backend(), config, weights, in.scope());
  }

  /**
   * A backbone from a file.
   *
   * @param in where it lives
   * @param weights what was found in the file
   * @return the model
   */
  public static VisionTransformer load(Inputs in, BackboneWeights weights) {
    return VisionTransformer.load(in.backend(), weights.config(), weights.tensors(), in.scope());
  }

  /**
   * A forward pass up to the last layer norm.
   *
   * @param model the backbone
   * @param images (B,3,R,R)
   * @return the work
   */
  public static Workload forward(VisionTransformer model, Tensor images) {
    int count = images.shape().axis(0);
    int rows = images.shape().axis(2) / model.config().patch();
    int columns = images.shape().axis(3) / model.config().patch();
    Runnable pass =
        () -> {
          try (Scope scratch = model.backend().scope()) {
            model.forward(images, scratch);
          }
        };
    return new Workload(pass, count * flops(model.config(), rows * columns));
  }

  /**
   * The arithmetic of one image: the products alone, the rest is below one in a hundred.
   *
   * @param config extents of the model
   * @param patches h·w
   * @return two for each multiply-add
   */
  public static double flops(VitConfig config, int patches) {
    double width = config.width();
    double tokens = 1 + patches;
    double linear = width * (4 * width + 2 * config.hidden());
    double attention = 2 * tokens * width;
    double values = (double) config.channels() * config.patch() * config.patch();
    return 2 * (tokens * config.depth() * (linear + attention) + patches * values * width);
  }
}
