package ai.stego.segment.crf;

import ai.stego.tensor.InputException;
import ai.stego.tensor.Parallel;
import java.util.Arrays;
import java.util.List;

/**
 * Builds a lattice in four steps: the simplex of each point (parallel), the numbers of the vertices
 * (one after another, then sorted, so that they never depend on the threads), the neighbours along
 * each axis (parallel), and for each vertex the list of the points that touch it.
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
    VertexTable table = numberVertices();
    SortedVertices vertices = new SortedVertices(table, dimensions);
    for (int corner = 0; corner < vertexOf.length; corner++) {
      vertexOf[corner] = vertices.number(vertexOf[corner]);
    }
    BlurRuns[] blurs = new BlurRuns[corners];
    parallel.ranges(
        corners,
        1,
        (from, to) -> {
          for (int axis = from; axis < to; axis++) {
            int[] upper = vertices.upper(axis);
            blurs[axis] = new BlurRuns(SortedVertices.lower(upper), upper);
          }
        });
    int[] start = new int[points + 1];
    Arrays.setAll(start, point -> point * corners);
    SparseRows slice = new SparseRows(start, vertexOf, weights);
    return new PermutohedralLattice(slice, List.of(blurs), splat(vertices.size()));
  }

  private VertexTable numberVertices() {
    int[] nearest = new int[points * dimensions];
    int[] rank = new int[points * dimensions];
    parallel.ranges(points, GRAIN, (from, to) -> locate(from, to, nearest, rank));
    VertexTable table = new VertexTable(dimensions, points);
    int[] key = new int[dimensions];
    for (int point = 0; point < points; point++) {
      for (int remainder = 0; remainder < corners; remainder++) {
        int base = point * dimensions;
        for (int axis = 0; axis < dimensions; axis++) {
          key[axis] =
              nearest[base + axis] + SimplexLocator.step(remainder, rank[base + axis], dimensions);
        }
        int corner = point * corners + remainder;
        // Often the corner of the point before.
        int guess = point == 0 ? 0 : vertexOf[corner - corners];
        vertexOf[corner] = table.findOrAdd(key, guess);
      }
    }
    return table;
  }

  private void locate(int from, int to, int[] nearest, int[] rank) {
    SimplexLocator locator = new SimplexLocator(dimensions);
    for (int point = from; point < to; point++) {
      locator.locate(features, point);
      for (int axis = 0; axis < dimensions; axis++) {
        nearest[point * dimensions + axis] = locator.nearest(axis);
        rank[point * dimensions + axis] = locator.rank(axis);
      }
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
