package ai.stego.segment.crf;

import ai.stego.tensor.InputException;
import ai.stego.tensor.Parallel;
import ai.stego.tensor.ShapeException;
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
 * <p>Memory: 16·(d+1) + 4 bytes a point and at most 16·(d+1) + 4 a vertex are kept; while it is
 * built, 8·d a point and about 16·d + 40 a vertex more; a filter run takes two buffers of
 * 4·channels bytes a vertex. There are at most n·(d+1) vertices; a photograph has about one a
 * pixel.
 */
public final class PermutohedralLattice {
  private static final int ROW_GRAIN = 1024;
  private static final long SPLAT_GRAIN = 8192;
  private static final int RUN_GRAIN = 256;

  private final SparseRows slice;
  private final List<BlurRuns> blurs;
  private final SparseRows splat;

  /** A slice of points from vertices, a blur for each axis, a splat of points onto vertices. */
  PermutohedralLattice(SparseRows slice, List<BlurRuns> blurs, SparseRows splat) {
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
    float[] factor = new float[points()];
    Arrays.fill(factor, 1);
    filter(factor, 1, factor, parallel);
    // Never 0: each point gives itself at least 2^-(d+1)/(d+1).
    for (int point = 0; point < factor.length; point++) {
      factor[point] = (float) (1 / Math.sqrt(factor[point]));
    }
    float[] sliceWeight = slice.weight().clone();
    int axes = blurs.size();
    for (int corner = 0; corner < sliceWeight.length; corner++) {
      sliceWeight[corner] *= factor[corner / axes];
    }
    float[] splatWeight = splat.weight().clone();
    for (int entry = 0; entry < splatWeight.length; entry++) {
      splatWeight[entry] *= factor[splat.column()[entry]];
    }
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
    splatAndBlur(in, channels, values, new float[values.length], parallel);
    parallel.ranges(
        points(),
        ROW_GRAIN,
        (from, to) -> {
          Arrays.fill(out, from * channels, to * channels, 0);
          for (int point = from; point < to; point++) {
            addSlice(point, values, channels, 1, out);
          }
        });
  }

  private void requireLength(String name, float[] values, int channels) {
    ShapeException.require(
        channels >= 1 && values.length == (long) points() * channels,
        "permutohedral lattice: " + name,
        "(" + points() + "," + channels + ")",
        values.length + " values");
  }

  /** The length of a buffer of vertex values, one row a vertex. */
  int bufferLength(int channels) {
    long length = (long) vertices() * channels;
    if (length > Integer.MAX_VALUE - 8) {
      throw new InputException(
          "permutohedral lattice: %d vertices with %d values each do not fit into an array; use a smaller image"
              .formatted(vertices(), channels));
    }
    return (int) length;
  }

  /**
   * Splats and blurs. What is left in {@code values} is for {@link #addSlice}.
   *
   * @param in (n,channels)
   * @param channels how many values a point has
   * @param values overwritten with the blurred vertex values; {@link #bufferLength} or longer
   * @param scratch overwritten; as long
   * @param parallel runs the work
   */
  void splatAndBlur(float[] in, int channels, float[] values, float[] scratch, Parallel parallel) {
    boolean odd = blurs.size() % 2 == 1;
    splat(in, channels, odd ? scratch : values, parallel);
    // The last blur must end in values.
    boolean intoValues = odd;
    for (BlurRuns blur : blurs) {
      float[] source = intoValues ? scratch : values;
      float[] target = intoValues ? values : scratch;
      parallel.ranges(
          blur.size(), RUN_GRAIN, (from, to) -> blur.blur(from, to, source, target, channels));
      intoValues = !intoValues;
    }
  }

  private void splat(float[] in, int channels, float[] out, Parallel parallel) {
    // A flat picture has few vertices with thousands of points each: cut by entries, not vertices.
    long entries = Math.max(1, splat.column().length);
    int grain = (int) Math.max(1, SPLAT_GRAIN * vertices() / entries);
    parallel.ranges(
        vertices(),
        grain,
        (from, to) -> {
          Arrays.fill(out, from * channels, to * channels, 0);
          for (int vertex = from; vertex < to; vertex++) {
            splat.addProduct(vertex, in, channels, 1, out);
          }
        });
  }

  /**
   * Adds what one point gathers from its corners: out[point] += scale · Σ w · values.
   *
   * @param point the point
   * @param values what {@link #splatAndBlur} left
   * @param channels how many values a point has
   * @param scale factor of the sum
   * @param out (n,channels); the point's row is added to
   */
  void addSlice(int point, float[] values, int channels, float scale, float[] out) {
    slice.addProduct(point, values, channels, scale, out);
  }
}
