package ai.stego.benchmarks.gpu;

import java.util.List;

/**
 * What we hold ourselves to beside PyTorch on a Hopper-class GPU.
 *
 * @param name of the case
 * @param precision that it is about
 * @param what time or memory
 * @param most ours divided by PyTorch's
 * @param words the target as it was set
 */
record Target(String name, String precision, What what, double most, String words) {
  /** What is divided. */
  enum What {
    /** Milliseconds. */
    TIME,
    /** Peak bytes beyond the inputs. */
    MEMORY
  }

  private static final double QUARTER_MORE = 1.25;
  private static final double THIRD = 1.0 / 3;
  private static final String NO_SLOWER = "no slower than 1.25x";
  private static final String FASTER = "at least 3x faster";
  private static final String LOSS = "correspondence loss";

  static final List<Target> ALL =
      List.of(
          new Target("attention", Precisions.BF16, What.TIME, QUARTER_MORE, NO_SLOWER),
          new Target("attention long", Precisions.BF16, What.TIME, QUARTER_MORE, NO_SLOWER),
          new Target("ViT-S/8, batch 64", Precisions.BF16, What.TIME, QUARTER_MORE, NO_SLOWER),
          new Target(LOSS, Precisions.FLOAT32, What.TIME, THIRD, FASTER),
          new Target("k-means", Precisions.FLOAT32, What.TIME, THIRD, FASTER),
          new Target(LOSS, Precisions.FLOAT32, What.MEMORY, THIRD, "at least 3x less memory"));
}
