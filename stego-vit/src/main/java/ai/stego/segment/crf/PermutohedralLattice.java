package ai.stego.segment.crf;

import ai.stego.tensor.InputException;
import ai.stego.tensor.LatticeOps;
import ai.stego.tensor.Parallel;
import ai.stego.tensor.RowChains;
import ai.stego.tensor.ShapeException;
import ai.stego.tensor.SparseRows;
import ai.stego.tensor.cpu.ScalarLattice;
import java.util.Arrays;
import java.util.List;

/**
 * Filters values at n scattered points with a Gaussian of deviation 1 in a space of d features:
 * out[i] ≈ c · Σⱼ exp(-‖fᵢ - fⱼ‖²/2) · in[j] with a constant c of the lattice. Takes time and
 * memory linear in n where the sum takes n². From Adams, Baek and Davis, "Fast High-Dimensional
 * Filtering Using the Permutohedral Lattice" (2010): each point gives its value to the d+1 corners
 * of its simplex (splat), the lattice is blurred with [1 2 1]/4 along its d+1 axes, and each point
 * gathers from its corners (slice). Immutable, safe to share between threads; the same bits for any
 * number of threads, as each vertex and each point is summed by one task in a fixed order.
 *
 * <p>Memory: 16·(d+1) + 4 bytes a point and at most 6·(d+1) + 4 a vertex are kept; while it is
 * built, 8·(d+1) a point and about 40 a vertex more for each long that a key takes (one in a
 * photograph); a filter run takes a buffer of 4·channels bytes a vertex. There are at most n·(d+1)
 * vertices; a photograph has about one a pixel.
 */
public final class PermutohedralLattice {
  private static final LatticeOps PLAIN = new ScalarLattice();
  private static final int ROW_GRAIN = 1024;
  private static final long SPLAT_GRAIN = 8192;
  private static final int ENTRY_GRAIN = 1 << 14;

  private final SparseRows slice;
  private final int corners;
  private final List<BlurPass> blurs;
  private final SparseRows splat;

  /** A slice of points from vertices, blurs along all axes, a splat of points onto vertices. */
  PermutohedralLattice(SparseRows slice, List<BlurPass> blurs, SparseRows splat) {
    this.corners = slice.start()[1];
    this.slice = slice;
    this.blurs = List.copyOf(blurs);
    this.splat = splat;
  }

  /**
   * Builds the lattice of some points.
   *
   * @param features (n,d): one row a point, in units of the Gaussian's deviation
   * @param dimensions d, at least 1
   * @param parallel runs the work
   * @return the lattice
   * @throws InputException if a feature is not finite or too large, or there are too many points
   */
  public static PermutohedralLattice of(float[] features, int dimensions, Parallel parallel) {
    ShapeException.require(dimensions >= 1, "permutohedral lattice", "d of 1 or more", dimensions);
    ShapeException.require(
        features.length > 0 && features.length % dimensions == 0,
        "permutohedral lattice: features",
        "(n," + dimensions + ")",
        features.length + " values");
    int points = features.length / dimensions;
    return new LatticeBuilder(features, points, dimensions, parallel).build();
  }

  /**
   * The number of points.
   *
   * @return n
   */
  public int points() {
    return slice.start().length - 1;
  }

  /**
   * The number of lattice vertices that the points touch.
   *
   * @return V
   */
  public int vertices() {
    return splat.start().length - 1;
  }

  /**
   * The symmetrically normalised filter D^(-1/2) · K · D^(-1/2), where K is this filter and the
   * diagonal D holds the sums of its rows (Krähenbühl and Koltun 2011). It shares this lattice's
   * tables and costs as much to apply, because the factors go into the weights.
   *
   * @param parallel runs the work
   * @return the normalised filter
   */
  public PermutohedralLattice normalized(Parallel parallel) {
    return normalized(1, parallel);
  }

  /** The symmetrically normalised filter times a scale. */
  PermutohedralLattice normalized(float scale, Parallel parallel) {
    float[] factor = new float[points()];
    Arrays.fill(factor, 1);
    filter(factor, 1, factor, parallel);
    // Never 0: each point gives itself at least 1/(d+1).
    parallel.ranges(
        factor.length,
        ENTRY_GRAIN,
        (from, to) -> {
          for (int point = from; point < to; point++) {
            factor[point] = (float) (1 / Math.sqrt(factor[point]));
          }
        });
    float[] sliceWeight = new float[slice.weight().length];
    float[] splatWeight = new float[sliceWeight.length];
    parallel.ranges(
        sliceWeight.length,
        ENTRY_GRAIN,
        (from, to) -> {
          for (int i = from; i < to; i++) {
            sliceWeight[i] = slice.weight()[i] * (factor[i / corners] * scale);
            splatWeight[i] = splat.weight()[i] * factor[splat.column()[i]];
          }
        });
    return new PermutohedralLattice(
        slice.withWeight(sliceWeight), blurs, splat.withWeight(splatWeight));
  }

  /**
   * Filters every channel.
   *
   * @param in (n,channels)
   * @param channels how many values a point has
   * @param out (n,channels); overwritten; may be {@code in}
   * @param parallel runs the work
   * @throws ShapeException if the lengths do not fit
   * @throws InputException if the lattice's values do not fit into an array
   */
  public void filter(float[] in, int channels, float[] out, Parallel parallel) {
    requireLength("in", in, channels);
    requireLength("out", out, channels);
    float[] values = new float[bufferLength(channels)];
    splatAndBlur(PLAIN, in, channels, values, parallel);
    parallel.ranges(
        points(), ROW_GRAIN, (from, to) -> PLAIN.multiply(slice, from, to, values, out, channels));
  }

  private void requireLength(String name, float[] values, int channels) {
    ShapeException.require(
        channels >= 1 && values.length == (long) points() * channels,
        "permutohedral lattice: " + name,
        "(" + points() + "," + channels + ")",
        values.length + " values");
  }

  /** The length of a buffer of vertex values, one row a vertex. */
  int bufferLength(int rowLength) {
    long length = (long) vertices() * rowLength;
    if (length > Integer.MAX_VALUE - 8) {
      throw new InputException(
          "permutohedral lattice: %d vertices with %d values each do not fit into an array; use a smaller image"
              .formatted(vertices(), rowLength));
    }
    return (int) length;
  }

  /**
   * Splats and blurs. What is left in {@code values} is for the {@link #slice}.
   *
   * @param ops the loops
   * @param in a row for each point
   * @param rowLength the length of a row
   * @param values overwritten with a row for each vertex; {@link #bufferLength} or longer
   * @param parallel runs the work
   */
  void splatAndBlur(LatticeOps ops, float[] in, int rowLength, float[] values, Parallel parallel) {
    // A flat picture has few vertices with thousands of points each: cut by entries, not vertices.
    parallel.ranges(
        vertices(),
        grain(SPLAT_GRAIN, vertices(), splat.column().length),
        (from, to) -> ops.multiply(splat, from, to, in, values, rowLength));
    for (BlurPass pass : blurs) {
      pass.run(ops, values, rowLength, parallel);
    }
  }

  /** How many of {@code count} units make so many of their {@code total} entries. */
  private static int grain(long entries, int count, int total) {
    return (int) Math.max(1, entries * count / Math.max(1, total));
  }

  /** A row for each point, over the vertices. */
  SparseRows slice() {
    return slice;
  }

  /** A row for each vertex, over the points. */
  SparseRows splat() {
    return splat;
  }

  /** The chains along each axis. */
  List<RowChains> chains() {
    return blurs.stream().flatMap(pass -> pass.chains().stream()).toList();
  }
}
