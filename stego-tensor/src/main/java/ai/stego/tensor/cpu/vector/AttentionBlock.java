package ai.stego.tensor.cpu.vector;

import ai.stego.tensor.cpu.HostAllocator;
import java.util.Arrays;

/**
 * Attention of one block of queries after the other, each over all keys of its head, on one thread
 * at a time. For each query it keeps the largest score so far m, the sum l of exp(s - m) and the
 * sum o of exp(s - m)·v; when a block of keys has a larger score m', l and o are multiplied by
 * exp(m - m'). At the end the result is o / l. Exponentials are taken as powers of two, which are
 * cheaper: m is kept as m / ln 2, rounded, and what is rounded cancels in o / l.
 *
 * <p>Scores of the padding of the last panel of keys become -∞, so that they neither are the
 * largest nor add anything.
 */
final class AttentionBlock implements PerThread.Worker {
  private static final int STRIDE = GemmTile.STRIDE;
  private static final float LOG2_E = (float) (1 / Math.log(2));

  /** What is done with one block of keys. */
  private interface Step {
    void run(AttentionBlock block);
  }

  /**
   * The steps, called from one place. C2 does not inline a call with so many targets, so that each
   * step is compiled by itself; in one method they are more than it inlines.
   */
  private static final Step[] STEPS = {
    AttentionBlock::score, AttentionBlock::raise, AttentionBlock::power, AttentionBlock::addValues
  };

  private final HostAllocator memory;
  private final VectorAttention attention;
  private final Panels keys;
  private final Panels values;
  private final int width;
  private final float[] queries;
  private final float[] scores;
  private final float[] result;
  private final float[] greatest;
  private final float[] sums;
  private final GemmTile firstScores;
  private final GemmTile moreScores;
  private final GemmTile firstValues;
  private final GemmTile moreValues;

  /** The block at hand: its head, queries, rows with those that fill the last tile, keys. */
  private int head;

  private int count;
  private int rows;
  private int firstKey;
  private int lastKey;

  /**
   * Takes scratch for blocks of one image.
   *
   * @param memory lends it until {@link #close}
   * @param attention the image
   * @param packedKeys d rows of N columns for each head
   * @param packedValues N rows of d columns for each head
   */
  AttentionBlock(
      HostAllocator memory, VectorAttention attention, float[] packedKeys, float[] packedValues) {
    this.memory = memory;
    this.attention = attention;
    keys = attention.keyLayout();
    values = attention.valueLayout();
    width = values.paddedColumns();
    int most = Lanes.roundUp(VectorAttention.QUERIES, GemmTile.ROWS);
    queries = memory.borrow(most * Lanes.roundUp(keys.depth(), STRIDE));
    scores = memory.borrow(most * STRIDE);
    result = memory.borrow(most * width);
    greatest = memory.borrow(most);
    sums = memory.borrow(most);
    firstScores = GemmTile.fromZero(queries, packedKeys, scores, STRIDE);
    moreScores = GemmTile.adding(queries, packedKeys, scores, STRIDE);
    firstValues = GemmTile.fromZero(scores, packedValues, result, width);
    moreValues = GemmTile.adding(scores, packedValues, result, width);
  }

  /** Computes and stores the rows of the queries {@code first} to {@code first + count - 1}. */
  void run(int head, int first, int count) {
    this.head = head;
    this.count = count;
    rows = Lanes.roundUp(count, GemmTile.ROWS);
    load(first);
    Arrays.fill(greatest, 0, count, Float.NEGATIVE_INFINITY);
    Arrays.fill(sums, 0, count, 0);
    int tokens = values.depth();
    for (firstKey = 0; firstKey < tokens; firstKey += VectorAttention.KEYS) {
      lastKey = Math.min(firstKey + VectorAttention.KEYS, tokens);
      for (Step step : STEPS) {
        step.run(this);
      }
    }
    store(first);
  }

  /** Reads the queries and divides them by √d. */
  private void load(int first) {
    int depth = keys.depth();
    float scale = (float) (1 / Math.sqrt(depth));
    for (int k = 0; k < depth; k += STRIDE) {
      for (int row = 0; row < count; row++) {
        int from = attention.at(first + row, 0, head) + k;
        int to = k * rows + row * STRIDE;
        Elementwise.scale(attention.qkv(), from, scale, queries, to, keys.chunkDepth(k));
      }
      Arrays.fill(queries, k * rows + count * STRIDE, (k + STRIDE) * rows, 0);
    }
  }

  /** scores = q·kᵀ for the keys at hand and the padding. */
  private void score() {
    for (int k = 0; k < keys.depth(); k += STRIDE) {
      GemmTile tile = k > 0 ? moreScores : firstScores;
      for (int key = firstKey; key < lastKey; key += GemmTile.COLUMNS) {
        int panel = head * keys.size() + keys.offset(k, key);
        for (int row = 0; row < rows; row += GemmTile.ROWS) {
          int at = row * STRIDE;
          int to = at + key - firstKey;
          tile.run(keys.chunkDepth(k), k * rows + at, panel, to, tile.adds() ? to : 0);
        }
      }
    }
  }

  private int paddedKeys() {
    return Lanes.roundUp(lastKey - firstKey, GemmTile.COLUMNS);
  }

  /** Brings m up to date, and l and o to the new m. */
  private void raise() {
    for (int row = 0; row < count; row++) {
      int at = row * STRIDE;
      Arrays.fill(scores, at + lastKey - firstKey, at + paddedKeys(), Float.NEGATIVE_INFINITY);
      float before = greatest[row];
      float now = Math.max(before, LOG2_E * Reductions.max(scores, at, paddedKeys()));
      if (firstKey > 0 && now > before) {
        float factor = (float) Math.pow(2, (double) before - now);
        sums[row] *= factor;
        Elementwise.scale(result, row * width, factor, result, row * width, width);
      }
      greatest[row] = now;
    }
  }

  /** Turns scores into exp(s - m) and adds them to l. */
  private void power() {
    int padded = paddedKeys();
    for (int row = 0; row < count; row++) {
      // Scores that are all -∞ so far weigh nothing; -∞ - -∞ would make them NaN.
      float shift = greatest[row] == Float.NEGATIVE_INFINITY ? 0 : greatest[row];
      sums[row] += Reductions.exp2AndSum(scores, row * STRIDE, padded, LOG2_E, shift);
    }
  }

  /** o = o + exp(s - m)·v. */
  private void addValues() {
    int depth = values.chunkDepth(firstKey);
    GemmTile tile = firstKey > 0 ? moreValues : firstValues;
    for (int j = 0; j < width; j += GemmTile.COLUMNS) {
      int panel = head * values.size() + values.offset(firstKey, j);
      for (int row = 0; row < rows; row += GemmTile.ROWS) {
        int to = row * width + j;
        tile.run(depth, row * STRIDE, panel, to, tile.adds() ? to : 0);
      }
    }
  }

  /** Writes o / l. */
  private void store(int first) {
    for (int row = 0; row < count; row++) {
      int to = attention.outAt(first + row, head);
      float factor = 1 / sums[row];
      Elementwise.scale(result, row * width, factor, attention.out(), to, values.columns());
    }
  }

  @Override
  public void close() {
    memory.giveBack(queries);
    memory.giveBack(scores);
    memory.giveBack(result);
    memory.giveBack(greatest);
    memory.giveBack(sums);
  }
}
