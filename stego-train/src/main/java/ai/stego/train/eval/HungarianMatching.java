package ai.stego.train.eval;

import java.util.Arrays;

/**
 * Gives each class a cluster of its own so that as many pixels as possible are in the cluster of
 * their class (Kuhn 1955, "The Hungarian method for the assignment problem"; here with shortest
 * augmenting paths, Jonker and Volgenant 1987). With n the smaller and m the larger of the two
 * numbers it takes O(n²·m) steps of whole-number arithmetic, so the result is exact. Of several
 * best matchings it finds always the same one.
 *
 * @param classOfCluster for each cluster its class, or {@link #UNMATCHED}
 * @param clusterOfClass for each class its cluster, or {@link #UNMATCHED}; with as many clusters as
 *     classes or more, every class has one
 * @param matched how many pixels are in the cluster of their class
 */
@SuppressWarnings("ArrayRecordComponent") // A carrier of values, never compared or hashed.
public record HungarianMatching(int[] classOfCluster, int[] clusterOfClass, long matched) {
  /** What stands for a cluster without class, or a class without cluster. */
  public static final int UNMATCHED = -1;

  /**
   * Finds a best matching.
   *
   * @param matrix rows are clusters, columns labelled classes
   * @return the matching
   */
  public static HungarianMatching of(ConfusionMatrix matrix) {
    int clusters = matrix.predictions();
    int classes = matrix.classes();
    boolean wide = clusters <= classes;
    long[][] gain = new long[wide ? clusters : classes][wide ? classes : clusters];
    for (int cluster = 0; cluster < clusters; cluster++) {
      for (int k = 0; k < classes; k++) {
        gain[wide ? cluster : k][wide ? k : cluster] = matrix.count(cluster, k);
      }
    }
    int[] columnOfRow = new Assignment(gain).columnOfRow();
    int[] rowOfColumn = inverse(columnOfRow, wide ? classes : clusters);
    long matched = 0;
    for (int row = 0; row < columnOfRow.length; row++) {
      matched += gain[row][columnOfRow[row]];
    }
    return wide
        ? new HungarianMatching(columnOfRow, rowOfColumn, matched)
        : new HungarianMatching(rowOfColumn, columnOfRow, matched);
  }

  private static int[] inverse(int[] columnOfRow, int columns) {
    int[] rowOfColumn = new int[columns];
    Arrays.fill(rowOfColumn, UNMATCHED);
    for (int row = 0; row < columnOfRow.length; row++) {
      rowOfColumn[columnOfRow[row]] = row;
    }
    return rowOfColumn;
  }

  /**
   * The search. Rows are added one by one; each time the cheapest chain of changes is looked for
   * that ends in a free column, as Dijkstra's algorithm finds a shortest path. Cost is minus the
   * gain. A price for each row and each column keeps every reduced cost, cost - row price - column
   * price, at 0 or above, and at 0 where row and column are matched.
   */
  private static final class Assignment {
    private static final int FREE = -1;

    private final long[][] gain;
    private final int columns;
    private final long[] rowPrice;
    private final long[] columnPrice;
    private final int[] rowOfColumn;
    private final long[] distance;
    private final int[] previous;
    private final boolean[] settled;

    /** At least as many columns as rows. */
    Assignment(long[][] gain) {
      this.gain = gain;
      this.columns = gain[0].length;
      this.rowPrice = new long[gain.length];
      this.columnPrice = new long[columns];
      this.rowOfColumn = new int[columns];
      this.distance = new long[columns];
      this.previous = new int[columns];
      this.settled = new boolean[columns];
      Arrays.fill(rowOfColumn, FREE);
      for (int row = 0; row < gain.length; row++) {
        rowPrice[row] = -Arrays.stream(gain[row]).max().orElseThrow();
        augment(row);
      }
    }

    private void augment(int newRow) {
      Arrays.fill(distance, Long.MAX_VALUE);
      Arrays.fill(settled, false);
      int row = newRow;
      int from = FREE;
      long travelled = 0;
      int column;
      do {
        relax(row, from, travelled);
        column = nearest();
        settled[column] = true;
        travelled = distance[column];
        from = column;
        row = rowOfColumn[column];
      } while (row != FREE);
      reprice(newRow, travelled);
      for (int at = column; at != FREE; at = previous[at]) {
        rowOfColumn[at] = previous[at] == FREE ? newRow : rowOfColumn[previous[at]];
      }
    }

    /** Looks whether columns are nearer by way of a row, which was reached from a column. */
    private void relax(int row, int from, long travelled) {
      for (int column = 0; column < columns; column++) {
        long reduced = -gain[row][column] - rowPrice[row] - columnPrice[column];
        if (!settled[column] && travelled + reduced < distance[column]) {
          distance[column] = travelled + reduced;
          previous[column] = from;
        }
      }
    }

    private int nearest() {
      int best = FREE;
      for (int column = 0; column < columns; column++) {
        if (!settled[column] && (best == FREE || distance[column] < distance[best])) {
          best = column;
        }
      }
      return best;
    }

    /** Keeps reduced costs at 0 or above now that the matching is about to change. */
    private void reprice(int newRow, long travelled) {
      rowPrice[newRow] += travelled;
      for (int column = 0; column < columns; column++) {
        if (settled[column] && rowOfColumn[column] != FREE) {
          rowPrice[rowOfColumn[column]] += travelled - distance[column];
        }
        if (settled[column]) {
          columnPrice[column] -= travelled - distance[column];
        }
      }
    }

    int[] columnOfRow() {
      int[] columnOfRow = new int[gain.length];
      for (int column = 0; column < columns; column++) {
        if (rowOfColumn[column] != FREE) {
          columnOfRow[rowOfColumn[column]] = column;
        }
      }
      return columnOfRow;
    }
  }
}
