package ai.stego.cuda;

import ai.stego.tensor.Epilogue;
import ai.stego.tensor.Precision;
import java.util.Locale;

/** Matrix products by the kernels of this project, in the precision of the backend. */
final class KernelProduct {
  private final DeviceContext context;

  KernelProduct(DeviceContext context) {
    this.context = context;
  }

  /**
   * The right-hand matrix and the bias.
   *
   * @param address of the matrix
   * @param stride values from one stored row to the next
   * @param packed whether it is rounded and padded by {@link CudaMatrix#pack}
   * @param bias address, or 0 for none
   */
  record Right(long address, int stride, boolean packed, long bias) {}

  /**
   * Computes out = epilogue(op(a)·op(b) + bias).
   *
   * @param shape of the product; out has no gaps between its rows
   * @param a address of the left-hand matrix
   * @param b the right-hand matrix and the bias
   * @param epilogue what becomes of each value
   * @param out address of the result
   */
  void multiply(ProductShape shape, long a, Right b, Epilogue epilogue, long out) {
    if (shape.rows() == 0 || shape.outputs() == 0) {
      return;
    }
    int multiprocessors = context.driver().properties().multiprocessors();
    Tile tile = Tile.of(shape, context.precision(), multiprocessors);
    if (tile.slices() == 1) {
      launch(shape, tile, a, b, epilogue, out);
      return;
    }
    long count = (long) shape.rows() * shape.outputs();
    try (Scratch scratch = context.scratch()) {
      long partials = scratch.words(count * tile.slices());
      Right bare = new Right(b.address(), b.stride(), b.packed(), 0);
      launch(shape, tile, a, bare, Epilogue.NONE, partials);
      finish(partials, tile.slices(), b.bias(), out, count, shape.outputs(), epilogue);
    }
  }

  /** Adds bias and activation to a product that stands in out. */
  void finish(ProductShape shape, long bias, Epilogue epilogue, long out) {
    long count = (long) shape.rows() * shape.outputs();
    finish(out, 1, bias, out, count, shape.outputs(), epilogue);
  }

  private void finish(
      long partials, int slices, long bias, long out, long count, int columns, Epilogue epilogue) {
    context.launch(
        "finish_product",
        Elementwise.launch(context, count),
        partials,
        slices,
        bias,
        out,
        count,
        columns,
        code(epilogue));
  }

  private void launch(ProductShape shape, Tile tile, long a, Right b, Epilogue epilogue, long out) {
    Precision precision = context.precision();
    String left = shape.transposeA() ? "t" : "n";
    String right = b.packed() ? "p" : shape.transposeB() ? "t" : "n";
    String name = precision.name().toLowerCase(Locale.ROOT);
    context.launch(
        "product_" + name + "_" + tile + "_" + left + right,
        tile.launch(shape, precision),
        a,
        shape.strideA(),
        b.address(),
        b.stride(),
        b.bias(),
        out,
        shape.rows(),
        shape.outputs(),
        shape.inputs(),
        tile.slice(),
        code(epilogue));
  }

  /** The number that {@code matrix.cuh} gives an epilogue. */
  private static int code(Epilogue epilogue) {
    return switch (epilogue) {
      case NONE -> 0;
      case RELU -> 1;
      case GELU -> 2;
      case ACCUMULATE -> 3;
    };
  }
}
