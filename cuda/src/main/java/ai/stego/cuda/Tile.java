package ai.stego.cuda;

import ai.stego.tensor.Precision;
import java.util.List;

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
   * A form of tile that kernels exist for.
   *
   * @param rows of a tile
   * @param columns of a tile
   * @param floatThreads threads of a block in float32
   * @param coreThreads threads of a block on tensor cores; 0 if there is no such kernel
   * @param speed multiply-adds in a unit of time on a full device, relative to the largest tile: an
   *     estimate from the values that are read for each multiply-add
   */
  private record Form(int rows, int columns, int floatThreads, int coreThreads, double speed) {
    static final Form LARGE = new Form(128, 128, 256, 256, 1);
    static final Form SMALL = new Form(64, 64, 256, 128, 0.6);
    static final Form NARROW = new Form(128, 32, 256, 0, 0.5);

    static List<Form> of(ProductShape shape, boolean exact) {
      if (shape.transposeA() && shape.transposeB()) {
        return List.of(SMALL);
      }
      return exact ? List.of(LARGE, SMALL, NARROW) : List.of(LARGE, SMALL);
    }

    /** Cuts the depth into slices so that there are two blocks for every multiprocessor. */
    Tile cut(ProductShape shape, boolean exact, int multiprocessors) {
      int threads = exact ? floatThreads : coreThreads;
      Tile whole = new Tile(rows, columns, threads, 1, 0);
      long wanted = Launch.ceilDiv(2L * multiprocessors, Math.max(1, whole.tiles(shape)));
      long most = Math.min(MOST_SLICES, shape.inputs() / LEAST_SLICE);
      long stages = Launch.ceilDiv(shape.inputs(), STAGE * Math.max(1, Math.min(wanted, most)));
      int slice = Math.toIntExact(Math.max(1, stages) * STAGE);
      int slices = Math.max(1, (int) Launch.ceilDiv(shape.inputs(), slice));
      return new Tile(rows, columns, threads, slices, slice);
    }

    /** The time that a device takes, up to a factor: whole rounds of blocks. */
    double time(Tile tile, ProductShape shape, int multiprocessors) {
      long rounds = Launch.ceilDiv(tile.tiles(shape) * tile.slices(), multiprocessors);
      return rounds * ((double) rows * columns * tile.slice()) / speed;
    }
  }

  /**
   * Chooses the tile that should take the least time.
   *
   * @param shape of the product
   * @param precision float32 has other tiles than the tensor cores
   * @param multiprocessors of the device
   * @return the tile
   */
  static Tile of(ProductShape shape, Precision precision, int multiprocessors) {
    boolean exact = precision == Precision.FLOAT32;
    Tile best = null;
    double least = Double.POSITIVE_INFINITY;
    for (Form form : Form.of(shape, exact)) {
      Tile tile = form.cut(shape, exact, multiprocessors);
      double time = form.time(tile, shape, multiprocessors);
      if (time < least) {
        best = tile;
        least = time;
      }
    }
    return best;
  }

  /** How many tiles the result has. */
  private long tiles(ProductShape shape) {
    return Launch.ceilDiv(shape.rows(), rows) * Launch.ceilDiv(shape.outputs(), columns);
  }

  /** A block for every tile and slice. */
  Launch launch(ProductShape shape, Precision precision) {
    return new Launch(Math.toIntExact(tiles(shape)), 1, slices, threads, sharedBytes(precision));
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
