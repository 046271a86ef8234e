package ai.stego.tensor.cpu.vector;

import ai.stego.tensor.cpu.HostAllocator;
import java.util.Arrays;

/**
 * Attention of one block of queries over all keys of one head. Scores s are in units of ln 2, so
 * that powers are those of two, which are cheaper than those of e. For each query it keeps the
 * largest score so far m, the sum l of 2^(s - m) and the sum o of 2^(s - m)·v; when a block of keys
 * has a larger score m', l and o are multiplied by 2^(m - m'). At the end the result is o / l.
 *
 * <p>Scores of the padding of the last panel of keys become -∞, so that they neither are the
 * largest nor add anything.
 */
final class AttentionBlock implements AutoCloseable {
  /**
   * A packed matrix.
   *
   * @param layout its panels
   * @param values where they lie
   * @param base where they begin
   */
  record Packed(Panels layout, float[] values, int base) {}

  private static final int STRIDE = GemmTile.STRIDE;
  private static final double LOG2_E = 1 / Math.log(2);

  private final HostAllocator memory;
  private final Packed keys;
  private final Packed values;
  private final int width;
  private final int count;
  private final int rows;
  private final float[] queries;
  private final float[] scores;
  private final float[] result;
  private final float[] greatest;
  private final float[] sums;

  /**
   * Takes scratch for a block.
   *
   * @param memory lends it until {@link #close}
   * @param keys d rows of N columns
   * @param values N rows of d columns
   * @param count queries in the block
   */
  AttentionBlock(HostAllocator memory, Packed keys, Packed values, int count) {
    this.memory = memory;
    this.keys = keys;
    this.values = values;
    this.count = count;
    width = values.layout.paddedColumns();
    rows = Lanes.roundUp(count, GemmTile.ROWS);
    queries = memory.borrow(rows * Lanes.roundUp(keys.layout.depth(), STRIDE));
    scores = memory.borrow(rows * STRIDE);
    result = memory.borrow(rows * width);
    greatest = new float[count];
    sums = new float[count];
    Arrays.fill(greatest, Float.NEGATIVE_INFINITY);
  }

  /** Reads the queries, {@code stride} apart, and divides them by √d and ln 2. */
  void load(float[] qkv, int start, int stride) {
    int depth = keys.layout.depth();
    float scale = (float) (LOG2_E / Math.sqrt(depth));
    for (int k = 0; k < depth; k += STRIDE) {
      for (int row = 0; row < count; row++) {
        int to = k * rows + row * STRIDE;
        int part = keys.layout.chunkDepth(k);
        Elementwise.scale(qkv, start + row * stride + k, scale, queries, to, part);
      }
      Arrays.fill(queries, k * rows + count * STRIDE, (k + STRIDE) * rows, 0);
    }
  }

  /** Passes over all keys. */
  void run() {
    int tokens = values.layout.depth();
    for (int key = 0; key < tokens; key += VectorAttention.KEYS) {
      int last = Math.min(key + VectorAttention.KEYS, tokens);
      score(key, last);
      for (int row = 0; row < count; row++) {
        weigh(row, last - key, key > 0);
      }
      addValues(key);
    }
  }

  /** scores = q·kᵀ for the keys from {@code first} to {@code last - 1} and the padding. */
  private void score(int first, int last) {
    Panels layout = keys.layout;
    for (int k = 0; k < layout.depth(); k += STRIDE) {
      GemmTile tile =
          k > 0
              ? GemmTile.adding(queries, keys.values, scores, STRIDE)
              : GemmTile.fromZero(queries, keys.values, scores, STRIDE);
      for (int key = first; key < last; key += GemmTile.COLUMNS) {
        int panel = keys.base + layout.offset(k, key);
        for (int row = 0; row < rows; row += GemmTile.ROWS) {
          int at = row * STRIDE;
          int to = at + key - first;
          tile.run(layout.chunkDepth(k), k * rows + at, panel, to, tile.adds() ? to : 0);
        }
      }
    }
  }

  /** Turns one row of scores into 2^(s - m) and brings m, l and o up to date. */
  private void weigh(int row, int keyCount, boolean continued) {
    int at = row * STRIDE;
    int padded = Lanes.roundUp(keyCount, GemmTile.COLUMNS);
    Arrays.fill(scores, at + keyCount, at + padded, Float.NEGATIVE_INFINITY);
    float before = greatest[row];
    float now = Math.max(before, Reductions.max(scores, at, padded));
    // Scores that are all -∞ so far weigh nothing; -∞ - -∞ would make them NaN.
    float shift = now == Float.NEGATIVE_INFINITY ? 0 : now;
    if (continued && now > before) {
      float factor = (float) Math.pow(2, before - now);
      sums[row] *= factor;
      Elementwise.scale(result, row * width, factor, result, row * width, width);
    }
    greatest[row] = now;
    sums[row] += Reductions.exp2AndSum(scores, at, padded, shift);
  }

  /** o = o + 2^(s - m)·v. */
  private void addValues(int first) {
    Panels layout = values.layout;
    int depth = layout.chunkDepth(first);
    GemmTile tile =
        first > 0
            ? GemmTile.adding(scores, values.values, result, width)
            : GemmTile.fromZero(scores, values.values, result, width);
    for (int j = 0; j < width; j += GemmTile.COLUMNS) {
      int panel = values.base + layout.offset(first, j);
      for (int row = 0; row < rows; row += GemmTile.ROWS) {
        int to = row * width + j;
        tile.run(depth, row * STRIDE, panel, to, tile.adds() ? to : 0);
      }
    }
  }

  /** Writes o / l, one row every {@code stride} values. */
  void store(float[] out, int start, int stride) {
    for (int row = 0; row < count; row++) {
      int to = start + row * stride;
      Elementwise.scale(result, row * width, 1 / sums[row], out, to, values.layout.columns());
    }
  }

  @Override
  public void close() {
    memory.giveBack(queries);
    memory.giveBack(scores);
    memory.giveBack(result);
  }
}
