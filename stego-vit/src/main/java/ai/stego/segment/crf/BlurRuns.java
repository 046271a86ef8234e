package ai.stego.segment.crf;

import java.util.Arrays;

/**
 * The blur along one axis, as runs of consecutive vertices whose neighbours are consecutive too (or
 * absent for the whole run). In the lattice of positions a run is a whole row of the image, in a
 * photograph's bilateral lattice one or two vertices.
 */
final class BlurRuns {
  /** Keeps the tasks of a parallel blur about equal, and a run's rows in the first cache. */
  private static final int LONGEST = 64;

  private static final int FIELDS = 4;
  private static final int ABSENT = SortedVertices.ABSENT;

  private final int[] runs;

  /** The neighbours of each vertex, -1 where there is none. */
  BlurRuns(int[] lower, int[] upper) {
    int[] found = new int[Math.min(lower.length, 1024) * FIELDS];
    int size = 0;
    for (int from = 0, to; from < lower.length; from = to) {
      to = end(from, lower, upper);
      if (size == found.length) {
        found = Arrays.copyOf(found, (int) Math.min(2L * size, (long) lower.length * FIELDS));
      }
      found[size++] = from;
      found[size++] = to - from;
      found[size++] = lower[from];
      found[size++] = upper[from];
    }
    runs = Arrays.copyOf(found, size);
  }

  private static int end(int from, int[] lower, int[] upper) {
    int last = Math.min(lower.length - from, LONGEST) + from;
    int to = from + 1;
    while (to < last && follows(lower, to) && follows(upper, to)) {
      to++;
    }
    return to;
  }

  private static boolean follows(int[] neighbour, int vertex) {
    int before = neighbour[vertex - 1];
    return neighbour[vertex] == (before == ABSENT ? ABSENT : before + 1);
  }

  /** The number of runs. */
  int size() {
    return runs.length / FIELDS;
  }

  /** out = in/2 + (lower neighbour + upper neighbour)/4 for a range of runs. */
  void blur(int from, int to, float[] in, float[] out, int channels) {
    for (int at = from * FIELDS; at < to * FIELDS; at += FIELDS) {
      int row = runs[at] * channels;
      int length = runs[at + 1] * channels;
      int lower = runs[at + 2];
      int upper = runs[at + 3];
      if (lower != ABSENT && upper != ABSENT) {
        BlurLoops.blur(in, row, lower * channels, upper * channels, out, length);
      } else if (lower == upper) {
        BlurLoops.halve(in, row, out, length);
      } else {
        BlurLoops.blur(in, row, Math.max(lower, upper) * channels, out, length);
      }
    }
  }
}
