package ai.stego.tensor.cpu.vector;

import ai.stego.tensor.cpu.HostAllocator;

/** Gives points their nearest centroids, block by block on one thread. */
final class NearestBlock implements AutoCloseable {
  /** Hears of points that get another label. */
  @FunctionalInterface
  interface Moves {
    /** Point m had the label {@code from} and has the label {@code to}. */
    void move(int m, int from, int to);
  }

  private final HostAllocator memory;
  private final NearestSearch search;
  private final float[] norms;
  private final int normsFrom;
  private final int[] labels;
  private final Moves moves;
  private final float[] scores;
  private final int[] found = new int[GemmBlock.ROWS];

  /** The block at hand. */
  private int from;

  private int to;

  /**
   * Prepares.
   *
   * @param memory lends scratch
   * @param search knows points and centroids
   * @param norms of points
   * @param normsFrom the point whose norm is the first of them
   * @param labels of all points; overwritten block by block
   * @param moves hears of every label that changes
   */
  NearestBlock(
      HostAllocator memory,
      NearestSearch search,
      float[] norms,
      int normsFrom,
      int[] labels,
      Moves moves) {
    this.memory = memory;
    this.search = search;
    this.norms = norms;
    this.normsFrom = normsFrom;
    this.labels = labels;
    this.moves = moves;
    this.scores = memory.borrow(search.scratchSize());
  }

  /** Labels the points {@code first} to {@code end - 1}. */
  void run(int first, int end) {
    for (from = first; from < end; from += GemmBlock.ROWS) {
      to = Math.min(from + GemmBlock.ROWS, end);
      search.score(memory, from, to, scores);
      choose();
      move();
    }
  }

  private void choose() {
    for (int m = from; m < to; m++) {
      found[m - from] = search.label(m, scores, m - from, norms[m - normsFrom]);
    }
  }

  private void move() {
    for (int m = from; m < to; m++) {
      int label = found[m - from];
      if (labels[m] != label) {
        moves.move(m, labels[m], label);
        labels[m] = label;
      }
    }
  }

  @Override
  public void close() {
    memory.giveBack(scores);
  }
}
