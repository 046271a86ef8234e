package ai.stego.tensor.cpu.vector;

import ai.stego.tensor.Epilogue;
import ai.stego.tensor.Parallel;
import ai.stego.tensor.cpu.HostAllocator;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Finds the nearest centroid of points. The product with the centroids sifts: with s = x·c - ‖c‖²/2
 * the squared distance is ‖x‖² - 2·s. Where float32 scores leave more than one centroid possible,
 * those are measured as the scalar backend measures them, so that labels agree with it, ties and
 * near ties included.
 */
final class NearestSearch {
  private static final VectorSpecies<Float> S = Lanes.FLOATS;
  private static final int L = Lanes.COUNT;

  /** Half a unit in the last place of 1. */
  private static final double ROUNDING = 0x1p-24;

  private final RowBlock points;
  private final RowBlock centroids;
  private final int width;
  private final VectorWeight weight;

  /** Scores of a point: one for each centroid, and -∞ up to a whole panel. */
  private final int stride;

  private final double greatestNorm;

  /**
   * Prepares a search.
   *
   * @param points M dense rows
   * @param centroids K dense rows, at least one
   * @param parallel the threads that pack the centroids
   */
  NearestSearch(RowBlock points, RowBlock centroids, Parallel parallel) {
    this.points = points;
    this.centroids = centroids;
    this.width = points.stride();
    VectorWeight packed = VectorWeight.pack(centroids, parallel);
    this.stride = packed.layout().paddedColumns();
    Panels whole = new Panels(width, stride, packed.layout().chunk());
    this.weight = new VectorWeight(whole, packed.panels(), packed.bias());
    this.greatestNorm = fillBias(packed.bias());
  }

  /** What the product begins with: -‖c‖²/2 for each centroid. Returns the greatest ‖c‖. */
  private double fillBias(float[] bias) {
    double greatest = 0;
    Arrays.fill(bias, Float.NEGATIVE_INFINITY);
    for (int k = 0; k < centroids.rows(); k++) {
      double squares = 0;
      for (int i = centroids.at(k); i < centroids.at(k) + width; i++) {
        squares += (double) centroids.values()[i] * centroids.values()[i];
      }
      bias[k] = (float) (-squares / 2);
      greatest = Math.max(greatest, Math.sqrt(squares));
    }
    return greatest;
  }

  /** The scratch that the scores of {@link GemmBlock#ROWS} points need. */
  int scratchSize() {
    return GemmBlock.ROWS * stride;
  }

  /** Computes the scores of the points {@code from} to {@code to - 1}, at most so many. */
  void score(HostAllocator memory, int from, int to, float[] scores) {
    GemmBlock.multiply(
        memory,
        new RowBlock(points.values(), points.at(from), width, to - from),
        weight,
        Epilogue.NONE,
        new RowBlock(scores, 0, stride, to - from));
  }

  /**
   * Finds the nearest centroid of point m.
   *
   * @param m the point
   * @param scores from {@link #score}
   * @param row which of them are the point's
   * @param norm ‖x‖, as {@link Reductions#norm} finds it
   */
  int label(int m, float[] scores, int row, float norm) {
    int at = row * stride;
    return choose(m, scores, at, leastScore(norm, max(scores, at)));
  }

  /** The greatest of the scores of one point, NaN aside. */
  private float max(float[] scores, int at) {
    FloatVector greatest = FloatVector.fromArray(S, scores, at);
    for (int i = L; i < stride; i += L) {
      FloatVector next = FloatVector.fromArray(S, scores, at + i);
      greatest = greatest.blend(next, next.compare(VectorOperators.GT, greatest));
    }
    return greatest.reduceLanes(VectorOperators.MAX);
  }

  /**
   * Below this score a centroid cannot be the nearest: a sum of Z products and one summand is off
   * by at most (Z + 2)·2⁻²⁴·(‖x‖·‖c‖ + ‖c‖²/2), to first order (Higham 2002, section 3.1); two of
   * them by twice as much, and as much again is allowed for; products that underflow are off by at
   * most the least float. No limit where numbers are not finite.
   */
  private float leastScore(double norm, float greatest) {
    double margin =
        4 * (width + 2) * (ROUNDING * greatestNorm * (norm + greatestNorm / 2) + Float.MIN_VALUE);
    float least = Math.nextDown((float) (greatest - margin));
    return Float.isFinite(least) ? least : Float.NEGATIVE_INFINITY;
  }

  /** The one centroid whose score suffices, or the nearest of several. */
  private int choose(int m, float[] scores, int at, float least) {
    int candidates = 0;
    int label = 0;
    for (int i = 0; i < stride; i += L) {
      VectorMask<Float> high =
          FloatVector.fromArray(S, scores, at + i).compare(VectorOperators.GE, least);
      int count = high.trueCount();
      if (count > 0) {
        candidates += count;
        label = i + high.firstTrue();
      }
    }
    boolean certain = candidates == 1 && least > Float.NEGATIVE_INFINITY;
    return certain ? label : measureCandidates(m, scores, at, least);
  }

  private int measureCandidates(int m, float[] scores, int at, float least) {
    int best = 0;
    double nearest = Double.POSITIVE_INFINITY;
    for (int k = 0; k < centroids.rows(); k++) {
      if (scores[at + k] < least) {
        continue;
      }
      double distance = squaredDistance(m, k);
      if (distance < nearest || (k == 0 && Double.isNaN(distance))) {
        nearest = distance;
        best = k;
      }
    }
    return best;
  }

  /**
   * Measures the squared distances of points {@code from} to {@code to - 1} to their centroids:
   * four points at a time, whose sums do not wait for each other.
   */
  void measure(int from, int to, int[] labels, float[] distances) {
    int m = from;
    for (; m <= to - 4; m += 4) {
      measureFour(m, labels, distances);
    }
    for (; m < to; m++) {
      distances[m] = (float) squaredDistance(m, labels[m]);
    }
  }

  private void measureFour(int m, int[] labels, float[] distances) {
    float[] x = points.values();
    float[] c = centroids.values();
    int at = points.at(m);
    int c0 = centroids.at(labels[m]);
    int c1 = centroids.at(labels[m + 1]);
    int c2 = centroids.at(labels[m + 2]);
    int c3 = centroids.at(labels[m + 3]);
    double sum0 = 0;
    double sum1 = 0;
    double sum2 = 0;
    double sum3 = 0;
    for (int i = 0; i < width; i++) {
      double d0 = (double) x[at + i] - c[c0 + i];
      double d1 = (double) x[at + width + i] - c[c1 + i];
      double d2 = (double) x[at + 2 * width + i] - c[c2 + i];
      double d3 = (double) x[at + 3 * width + i] - c[c3 + i];
      sum0 += d0 * d0;
      sum1 += d1 * d1;
      sum2 += d2 * d2;
      sum3 += d3 * d3;
    }
    distances[m] = (float) sum0;
    distances[m + 1] = (float) sum1;
    distances[m + 2] = (float) sum2;
    distances[m + 3] = (float) sum3;
  }

  /** ‖x - c‖², summed in double in the order of the scalar backend. */
  private double squaredDistance(int m, int k) {
    float[] x = points.values();
    float[] c = centroids.values();
    int xAt = points.at(m);
    int cAt = centroids.at(k);
    double sum = 0;
    for (int i = 0; i < width; i++) {
      double difference = (double) x[xAt + i] - c[cAt + i];
      sum += difference * difference;
    }
    return sum;
  }
}
