package ai.stego.segment.crf;

import ai.stego.tensor.InputException;
import ai.stego.tensor.Parallel;
import ai.stego.tensor.SparseRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Builds a lattice in three steps: the simplex of each point (parallel); the numbers of the
 * vertices in the order in which the points touch them (one after another, so that they never
 * depend on the threads); and (parallel) the chains of neighbours along each axis and for each
 * vertex the list of the points that touch it.
 */
final class LatticeBuilder {
  private static final int GRAIN = 4096;
  private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;

  private final float[] features;
  private final int points;
  private final int dimensions;
  private final int corners;
  private final Parallel parallel;
  private final int[] vertexOf;
  private final float[] weights;

  LatticeBuilder(float[] features, int points, int dimensions, Parallel parallel) {
    this.features = features;
    this.points = points;
    this.dimensions = dimensions;
    this.corners = dimensions + 1;
    this.parallel = parallel;
    requireRoom(points, dimensions);
    this.vertexOf = new int[points * corners];
    this.weights = new float[points * corners];
  }

  /** Throws unless the tables of a lattice can be indexed by an int. */
  static void requireRoom(long points, int dimensions) {
    if (points * (dimensions + 1) > LARGEST_ARRAY) {
      throw new InputException(
          "permutohedral lattice: %d points of %d features need more than %d table entries; use a smaller image"
              .formatted(points, dimensions, LARGEST_ARRAY));
    }
  }

  PermutohedralLattice build() {
    KeyFormat format = format();
    VertexTable table = numberVertices(format);
    SortedKeys sorted = new SortedKeys(table, format.words());
    SparseRows[] splat = new SparseRows[1];
    int[][] ahead = new int[corners][];
    // The splat is the longest of these tasks, so it comes first.
    parallel.ranges(
        corners + 1,
        1,
        (from, to) -> {
          for (int task = from; task < to; task++) {
            if (task == 0) {
              splat[0] = splat(table.size());
            } else {
              ahead[task - 1] = sorted.ahead(task - 1, format);
            }
          }
        });
    int[] start = new int[points + 1];
    Arrays.setAll(start, point -> point * corners);
    SparseRows slice = new SparseRows(start, vertexOf, weights);
    return new PermutohedralLattice(slice, passes(ahead), splat[0]);
  }

  /** Along all axes at once everything is connected, so halves are tried first. */
  private List<BlurPass> passes(int[][] ahead) {
    int middle = corners / 2;
    List<List<BlurPass>> halves = Arrays.asList(null, null);
    parallel.ranges(
        halves.size(),
        1,
        (from, to) -> {
          for (int half = from; half < to; half++) {
            List<BlurPass> passes =
                half == 0 ? BlurPass.of(ahead, 0, middle) : BlurPass.of(ahead, middle, corners);
            halves.set(half, passes);
          }
        });
    List<BlurPass> passes = new ArrayList<>(halves.get(0));
    passes.addAll(halves.get(1));
    return passes;
  }

  private KeyFormat format() {
    float[] least = Arrays.copyOf(features, dimensions);
    float[] most = least.clone();
    SimplexLocator locator = new SimplexLocator(dimensions);
    for (int point = 0; point < points; point++) {
      locator.requireUsable(features, point);
      for (int k = 0; k < dimensions; k++) {
        float feature = features[point * dimensions + k];
        least[k] = Math.min(least[k], feature);
        most[k] = Math.max(most[k], feature);
      }
    }
    return new KeyFormat(locator.bound(least, most, false), locator.bound(least, most, true));
  }

  private VertexTable numberVertices(KeyFormat format) {
    int words = format.words();
    requireRoom((long) points * words, dimensions);
    long[] keys = new long[points * corners * words];
    parallel.ranges(points, GRAIN, (from, to) -> locate(from, to, format, keys));
    VertexTable table = new VertexTable(words, points);
    for (int corner = 0; corner < vertexOf.length; corner++) {
      // Often the corner of the point before.
      int guess = corner < corners ? 0 : vertexOf[corner - corners];
      vertexOf[corner] = table.findOrAdd(keys, corner * words, guess);
    }
    return table;
  }

  private void locate(int from, int to, KeyFormat format, long[] keys) {
    SimplexLocator locator = new SimplexLocator(dimensions);
    for (int point = from; point < to; point++) {
      locator.locate(features, point);
      locator.keys(format, keys, point * corners * format.words());
      for (int remainder = 0; remainder < corners; remainder++) {
        weights[point * corners + remainder] = (float) locator.weight(remainder);
      }
    }
  }

  /** The transpose of the slice: for each vertex the points that touch it, in rising order. */
  private SparseRows splat(int vertices) {
    int[] start = new int[vertices + 1];
    for (int vertex : vertexOf) {
      start[vertex + 1]++;
    }
    for (int vertex = 0; vertex < vertices; vertex++) {
      start[vertex + 1] += start[vertex];
    }
    int[] next = start.clone();
    int[] point = new int[vertexOf.length];
    float[] weight = new float[vertexOf.length];
    for (int corner = 0; corner < vertexOf.length; corner++) {
      int entry = next[vertexOf[corner]]++;
      point[entry] = corner / corners;
      weight[entry] = weights[corner];
    }
    return new SparseRows(start, point, weight);
  }
}
