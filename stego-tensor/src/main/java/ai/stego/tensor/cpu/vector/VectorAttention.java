package ai.stego.tensor.cpu.vector;

import ai.stego.tensor.cpu.CpuContext;
import ai.stego.tensor.extent.AttentionExtents;
import java.util.Arrays;

/**
 * Attention of one image without ever holding N x N: keys and values are packed once for each head,
 * then blocks of queries pass over blocks of keys with a running softmax (Milakov and Gimelshein
 * 2018, "Online normalizer calculation for softmax"; Dao et al. 2022, "FlashAttention", section 3).
 *
 * @param extents of the operation
 * @param qkv the packed rows
 * @param from the image's first value in them
 * @param out the result
 * @param to the image's first value in it
 */
record VectorAttention(AttentionExtents extents, float[] qkv, int from, float[] out, int to) {
  /** Queries of a block. */
  static final int QUERIES = 48;

  /** Keys of a block: scores of a block take 72 KiB, its keys and values 72 KiB each for d = 64. */
  static final int KEYS = 288;

  static {
    Lanes.requireWholeTiles("KEYS", KEYS, GemmTile.COLUMNS);
  }

  /** The keys of a head: d rows of N columns. */
  Panels keyLayout() {
    return new Panels(extents.headWidth(), extents.tokens(), GemmTile.STRIDE);
  }

  /** The values of a head: N rows of d columns. */
  Panels valueLayout() {
    return new Panels(extents.tokens(), extents.headWidth(), KEYS);
  }

  /** Runs on the threads of {@code context}. */
  void run(CpuContext context) {
    Panels keys = keyLayout();
    Panels values = valueLayout();
    int heads = extents.heads();
    float[] k = context.memory().borrow(Math.multiplyExact(heads, keys.size()));
    float[] v = null;
    try {
      v = context.memory().borrow(Math.multiplyExact(heads, values.size()));
      float[] packedKeys = k;
      float[] packedValues = v;
      int keyBlocks = blocks(KEYS);
      context
          .parallel()
          .ranges(
              heads * keyBlocks,
              1,
              (first, last) -> {
                for (int i = first; i < last; i++) {
                  packKeys(keys, i / keyBlocks, i % keyBlocks * KEYS, packedKeys);
                  packValues(values, i / keyBlocks, i % keyBlocks * KEYS, packedValues);
                }
              });
      attend(context, packedKeys, packedValues);
    } finally {
      context.memory().giveBack(k);
      if (v != null) {
        context.memory().giveBack(v);
      }
    }
  }

  private int blocks(int size) {
    return (extents.tokens() + size - 1) / size;
  }

  /** Where a token's value begins in qkv; part 0 is its query, 1 its key, 2 its value. */
  int at(int token, int part, int head) {
    int width = extents.width();
    return from + token * 3 * width + part * width + head * extents.headWidth();
  }

  /** Where a token's result begins in out. */
  int outAt(int token, int head) {
    return to + token * extents.width() + head * extents.headWidth();
  }

  private void packKeys(Panels layout, int head, int key, float[] packed) {
    Panels.Columns source =
        new Panels.Columns(qkv, at(0, 1, head), 3 * extents.width(), packed, head * layout.size());
    int last = Math.min(key + KEYS, layout.paddedColumns());
    layout.packColumns(source, key / GemmTile.COLUMNS, last / GemmTile.COLUMNS);
  }

  /** Token by token: its values are read from end to end, so that a row is fetched once. */
  private void packValues(Panels layout, int head, int key, float[] packed) {
    int base = head * layout.size();
    for (int row = 0; row < layout.chunkDepth(key); row++) {
      int from = at(key + row, 2, head);
      for (int j = 0; j < layout.paddedColumns(); j += GemmTile.COLUMNS) {
        int to = base + layout.offset(key, j) + row * GemmTile.COLUMNS;
        int count = Math.min(GemmTile.COLUMNS, layout.columns() - j);
        System.arraycopy(qkv, from + j, packed, to, count);
        Arrays.fill(packed, to + count, to + GemmTile.COLUMNS, 0);
      }
    }
  }

  /** Takes one block of queries after the other; each thread has scratch of its own. */
  private void attend(CpuContext context, float[] keys, float[] values) {
    int queryBlocks = blocks(QUERIES);
    try (PerThread<AttentionBlock> workers =
        new PerThread<>(() -> new AttentionBlock(context.memory(), this, keys, values))) {
      context
          .parallel()
          .ranges(
              extents.heads() * queryBlocks,
              1,
              (first, last) -> {
                AttentionBlock worker = workers.take();
                for (int i = first; i < last; i++) {
                  int query = i % queryBlocks * QUERIES;
                  worker.run(i / queryBlocks, query, Math.min(QUERIES, extents.tokens() - query));
                }
                workers.giveBack(worker);
              });
    }
  }
}
