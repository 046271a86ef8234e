package ai.stego.cuda;

import ai.stego.tensor.Precision;

/**
 * The part of a matrix product's result that one block computes, and into how many slices the depth
 * is cut when there are too few tiles for the device.
 *
 * @param rows of a tile
 * @param columns of a tile
 * @param threads of a block
 * @param slices of the depth, each a product of its own that {@code finish_product} adds up
 * @param slice values of the depth in one slice, whole stages
 */
record Tile(int rows, int columns, int threads, int slices, int slice) {
  private static final int STAGE = 32;
  private static final int LEAST_SLICE = 8 * STAGE;
  private static final int MOST_SLICES = 64;

  /**
   * A shape of tile that kernels exist for.
   *
   * @param rows of a tile
   * @param columns of a tile
   * @param floatThreads threads of a block in float32
   * @param coreThreads threads of a block on tensor cores; 0 if there is no such kernel
   * @param speed multiply-adds in a unit of time on a full device, relative to the largest tile:
   *     an estimate from the values that are read for each multiply-add
   */
  private record Form(int rows, int columns, int floatThreads, int coreThreads, double speed) {
    static final Form LARGE = new Form(128, 128, 256, 256, 1);
    static final Form SMALL = new Form(64, 64, 256, 128, 0.6);
    static final Form NARROW = new Form(128, 32, 256, 0, 0.5);

    long tiles(ProductShape shape) {
      return Launch.ceilDiv(shape.rows(), rows) * Launch.ceilDiv(shape.outputs(), columns);
    }

    /** The time that a device takes, up to a factor: whole rounds of tiles. */
    double time(ProductShape shape, int multiprocessors) {
      long rounds = Launch.ceilDiv(tiles(shape), multiprocessors);
      return rounds * ((double) rows * columns) / speed;
    }
  }

  /**
   * Chooses the tile that should take the least time.
   *
   * @param shape no extent is 0, but perhaps the inputs
   * @param precision float32 has other tiles than the tensor cores
   * @param multiprocessors of the device
   * @return the tile
   */
  static Tile of(ProductShape shape, Precision precision, int multiprocessors) {
    boolean exact = precision == Precision.FLOAT32;
    Form best = Form.SMALL;
    if (!(shape.transposeA() && shape.transposeB())) {
      best = faster(Form.LARGE, best, shape, multiprocessors);
      best = exact ? faster(Form.NARROW, best, shape, multiprocessors) : best;
    }
    long wanted = Launch.ceilDiv(2L * multiprocessors, best.tiles(shape));
    long slices = Math.min(Math.min(wanted, MOST_SLICES), shape.inputs() / LEAST_SLICE);
    long stages = Launch.ceilDiv(shape.inputs(), STAGE * Math.max(1, slices));
    int slice = Math.toIntExact(Math.max(1, stages) * STAGE);
    return new Tile(
        best.rows,
        best.columns,
        exact ? best.floatThreads : best.coreThreads,
        Math.max(1, (int) Launch.ceilDiv(shape.inputs(), slice)),
        slice);
  }

  private static Form faster(Form one, Form other, ProductShape shape, int multiprocessors) {
    boolean better = one.time(shape, multiprocessors) < other.time(shape, multiprocessors);
    return better ? one : other;
  }

  /** A block for every tile and slice. */
  Launch launch(ProductShape shape, Precision precision) {
    long tiles = Launch.ceilDiv(shape.rows(), rows) * Launch.ceilDiv(shape.outputs(), columns);
    return new Launch(Math.toIntExact(tiles), 1, slices, threads, sharedBytes(precision));
  }

  /** Two stages of both operands, each row padded by 16 bytes; float32 needs no dynamic memory. */
  private int sharedBytes(Precision precision) {
    int rowBytes =
        switch (precision) {
          case FLOAT32 -> 0;
          case TF32 -> STAGE * Float.BYTES + 16;
          case BF16, FP16 -> STAGE * Short.BYTES + 16;
        };
    return 2 * (rows + columns) * rowBytes;
  }

  @Override
  public String toString() {
    return rows + "x" + columns;
  }
}
