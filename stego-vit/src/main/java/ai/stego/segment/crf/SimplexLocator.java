package ai.stego.segment.crf;

import ai.stego.tensor.InputException;
import java.util.Arrays;

/**
 * Finds the simplex of the permutohedral lattice that holds a point, and the point's barycentric
 * weights in it (Adams, Baek and Davis 2010, section 3.2 and appendix). Works in double: a point on
 * a face between two simplices then falls to the same side whatever came before it. Holds scratch
 * memory, so each thread needs its own.
 */
final class SimplexLocator {
  /** Beyond this a coordinate plus its neighbours' offsets could leave the range of an int. */
  private static final double LARGEST_COORDINATE = 1 << 29;

  private final int dimensions;
  private final double[] scale;
  private final double[] elevated;
  private final double[] sorted;
  private final int[] nearest;
  private final int[] rank;
  private final int[] axis;

  SimplexLocator(int dimensions) {
    this.dimensions = dimensions;
    this.scale = new double[dimensions];
    this.elevated = new double[dimensions + 1];
    this.sorted = new double[dimensions + 1];
    this.nearest = new int[dimensions + 1];
    this.rank = new int[dimensions + 1];
    this.axis = new int[dimensions + 1];
    // One blur [1 2 1]/4 along each of the d+1 axes has the variance (2/3)(d+1)^2 in the plane.
    double unit = (dimensions + 1) * Math.sqrt(2.0 / 3.0);
    for (int i = 0; i < dimensions; i++) {
      scale[i] = unit / Math.sqrt((i + 1.0) * (i + 2.0));
    }
  }

  /**
   * The least, or most, that the first d coordinates of points can be whose features lie between
   * two bounds.
   */
  double[] bound(float[] least, float[] most, boolean upper) {
    double[] bound = new double[dimensions];
    double tail = 0;
    for (int k = dimensions; k > 0; k--) {
      double low = least[k - 1] * scale[k - 1];
      double high = most[k - 1] * scale[k - 1];
      if (k < dimensions) {
        bound[k] = tail - k * (upper ? low : high);
      }
      tail += upper ? high : low;
    }
    bound[0] = tail;
    return bound;
  }

  /** Moves to one point of the (n,d) features; the other methods then speak of this point. */
  void locate(float[] features, int point) {
    elevate(features, point);
    int sum = roundToNearestZeroVertex();
    rankByDistance();
    returnToPlane(sum);
    int corners = dimensions + 1;
    for (int k = 0; k < corners; k++) {
      sorted[rank[k]] = (elevated[k] - nearest[k]) / corners;
      axis[rank[k]] = k;
    }
  }

  /**
   * The keys of the simplex's vertices by their remainders 0..d. The vertex of one remainder is a
   * step from the one before, along the axis of the highest rank first.
   */
  void keys(KeyFormat format, long[] keys, int at) {
    int words = format.words();
    for (int k = 0; k < dimensions; k++) {
      format.put(k, nearest[k], keys, at);
    }
    int to = at + words;
    for (int k = dimensions; k > 0; k--) {
      for (int i = 0; i < words; i++, to++) {
        keys[to] = keys[to - words] + format.step(axis[k], i);
      }
    }
  }

  /** The first d coordinates of the simplex vertex of remainder 0; the last makes the sum 0. */
  int nearest(int axis) {
    return nearest[axis];
  }

  /** The place of a coordinate when they are ordered by their distance from the vertex, 0 first. */
  int rank(int axis) {
    return rank[axis];
  }

  /** The barycentric weight of the vertex of one remainder 0..d; they sum to 1. */
  double weight(int remainder) {
    if (remainder == 0) {
      return 1 + sorted[dimensions] - sorted[0];
    }
    return sorted[dimensions - remainder] - sorted[dimensions + 1 - remainder];
  }

  /** Throws if a feature of a point is not finite or too large. */
  void requireUsable(float[] features, int point) {
    for (int k = 0; k < dimensions; k++) {
      float feature = features[point * dimensions + k];
      boolean usable = Math.abs(feature * scale[k]) * (dimensions + 1) <= LARGEST_COORDINATE;
      if (!usable) {
        throw new InputException(
            "permutohedral lattice: feature %d of point %d is not finite or too large: %s"
                .formatted(k, point, feature));
      }
    }
  }

  /** Rotates and scales the features into the plane of d+1 coordinates that sum to 0. */
  private void elevate(float[] features, int point) {
    double tail = 0;
    for (int k = dimensions; k > 0; k--) {
      double scaled = features[point * dimensions + k - 1] * scale[k - 1];
      elevated[k] = tail - k * scaled;
      tail += scaled;
    }
    elevated[0] = tail;
  }

  /** Rounds each coordinate to a multiple of d+1; returns how many of those the sum is off by. */
  private int roundToNearestZeroVertex() {
    int corners = dimensions + 1;
    int sum = 0;
    for (int k = 0; k < corners; k++) {
      int multiple = (int) Math.floor(elevated[k] / corners + 0.5);
      nearest[k] = multiple * corners;
      sum += multiple;
    }
    return sum;
  }

  /** Without branches, which would go either way for every other pair. */
  private void rankByDistance() {
    for (int k = 0; k <= dimensions; k++) {
      sorted[k] = elevated[k] - nearest[k];
    }
    Arrays.fill(rank, 0);
    for (int i = 0; i < dimensions; i++) {
      for (int k = i + 1; k <= dimensions; k++) {
        int less = (int) (Double.doubleToRawLongBits(sorted[i] - sorted[k]) >>> (Long.SIZE - 1));
        rank[i] += less;
        rank[k] += 1 - less;
      }
    }
  }

  /** The rounded point may lie off the plane: moves those coordinates that rounding moved most. */
  private void returnToPlane(int sum) {
    int corners = dimensions + 1;
    for (int k = 0; k < corners; k++) {
      rank[k] += sum;
      if (rank[k] < 0) {
        rank[k] += corners;
        nearest[k] += corners;
      } else if (rank[k] >= corners) {
        rank[k] -= corners;
        nearest[k] -= corners;
      }
    }
  }
}
