package ai.stego.cuda;

import ai.stego.tensor.InputException;
import ai.stego.tensor.Precision;
import ai.stego.tensor.extent.AttentionExtents;
import java.util.Locale;

/**
 * Fused attention and its gradient on packed (B,N,3·D); kernels in {@code attention*.cu}, which are
 * instantiated for head widths of 32, 64, 96 and 128 and take any width up to theirs.
 */
final class CudaAttention {
  private static final int WIDEST_HEAD = 128;
  private static final int THREADS = 128;
  private static final int TENSOR_ROWS = 128;
  private static final int TENSOR_THREADS = 256;
  private static final int TILE_COLUMNS = 32;
  private static final int WEIGHT_STRIDE = 40;
  private static final double LOG2_E = 1 / Math.log(2);

  private final DeviceContext context;

  CudaAttention(DeviceContext context) {
    this.context = context;
  }

  /**
   * Writes the attention of every token.
   *
   * @param e extents
   * @param qkv address of (B,N,3·D)
   * @param out address of (B,N,D)
   * @param logSums address of (B,A,N), which receives the logarithm of each row's sum of
   *     exponentials for the gradient; or 0
   */
  void forward(AttentionExtents e, long qkv, long out, long logSums) {
    if (e.images() == 0 || e.tokens() == 0 || e.headWidth() == 0) {
      return;
    }
    int padded = padded(e.headWidth());
    Precision precision = context.precision();
    context.launch(
        "attention_" + precision.name().toLowerCase(Locale.ROOT) + "_" + padded,
        precision == Precision.FLOAT32 ? vectorLaunch(e, padded) : tensorLaunch(e, padded),
        qkv,
        out,
        logSums,
        e.tokens(),
        e.heads(),
        e.headWidth(),
        scaleLog2(e),
        aligned(e, qkv));
  }

  /** The float32 kernels: queries, keys, values and weights in shared memory. */
  private static Launch vectorLaunch(AttentionExtents e, int padded) {
    int rows = padded <= 64 ? 128 : 64;
    int words = (rows + 2 * TILE_COLUMNS) * (padded + 4) + rows * WEIGHT_STRIDE;
    return launch(e, rows, THREADS, Float.BYTES * words);
  }

  /** The tensor-core kernels: keys and values, or at first the queries, in shared memory. */
  private Launch tensorLaunch(AttentionExtents e, int padded) {
    int element = context.precision() == Precision.TF32 ? 4 : 2;
    return launch(e, TENSOR_ROWS, TENSOR_THREADS, TENSOR_ROWS * (padded * element + 16));
  }

  /**
   * Adds the gradient of the packed values, in float32 whatever the precision.
   *
   * @param e extents
   * @param qkv address of (B,N,3·D)
   * @param out address of (B,N,D), from the forward pass
   * @param logSums address of (B,A,N), from the forward pass
   * @param outGradient address of (B,N,D)
   * @param qkvGradient address of (B,N,3·D); added to
   */
  void gradient(
      AttentionExtents e, long qkv, long out, long logSums, long outGradient, long qkvGradient) {
    if (e.images() == 0 || e.tokens() == 0 || e.headWidth() == 0) {
      return;
    }
    int padded = padded(e.headWidth());
    int rows = padded <= 64 ? 64 : 32;
    int words = (2 * rows + 2 * TILE_COLUMNS) * (padded + 4) + rows * WEIGHT_STRIDE;
    Launch launch = launch(e, rows, THREADS, Float.BYTES * words);
    int count = e.images() * e.heads() * e.tokens();
    try (Scratch scratch = context.scratch()) {
      long dots = scratch.words(count);
      context.launch(
          "attention_gradient_dots",
          CudaRows.warps(count),
          out,
          outGradient,
          dots,
          e.tokens(),
          e.heads(),
          e.headWidth(),
          count);
      for (String part : new String[] {"query", "key"}) {
        context.launch(
            "attention_" + part + "_gradient_" + padded,
            launch,
            qkv,
            outGradient,
            logSums,
            dots,
            qkvGradient,
            e.tokens(),
            e.heads(),
            e.headWidth(),
            scaleLog2(e),
            aligned(e, qkv, outGradient));
      }
    }
  }

  /** The width of the instantiation that takes a head. */
  private static int padded(int headWidth) {
    if (headWidth > WIDEST_HEAD) {
      throw new InputException(
          "attention: heads of " + headWidth + " values; on CUDA at most " + WIDEST_HEAD);
    }
    return Math.toIntExact(Launch.ceilDiv(headWidth, 32) * 32);
  }

  /** One block for each tile of rows of each head. */
  private static Launch launch(AttentionExtents e, int rows, int threads, int sharedBytes) {
    long blocks = Launch.ceilDiv(e.tokens(), rows) * e.images() * e.heads();
    return new Launch(Math.toIntExact(blocks), 1, 1, threads, sharedBytes);
  }

  private static float scaleLog2(AttentionExtents e) {
    return (float) (LOG2_E / Math.sqrt(e.headWidth()));
  }

  /** 1 if every row of every head begins at 16 bytes and holds whole parts of 16 bytes. */
  private static int aligned(AttentionExtents e, long... addresses) {
    boolean all = e.headWidth() % 4 == 0;
    for (long address : addresses) {
      all &= address % 16 == 0;
    }
    return all ? 1 : 0;
  }
}
