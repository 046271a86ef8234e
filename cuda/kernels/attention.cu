// Fused attention in float32 with an online softmax (Milakov and Gimelshein 2018; Dao et al. 2022):
// v3 of the ladder, whose first steps are in attention_ladder.cu; attention_tensor.cu is v4.
// A block has 16 TQ queries of one head and goes through the keys in tiles of 32. Scores, maxima,
// sums and the output stay in registers; N x N is never written.
// Against v2 a register tile: 16 TQ products for TQ + 4 reads of 16 bytes, where v2 has 4 a read.
// While the scores are computed the values of the tile are on their way (cp.async into the one
// buffer they have), and while the values are used the next keys.
// Roofline: 4 N N d flop a head against 16 N d bytes: at N = 785 196 flop a byte, bound by the
// FFMA units (67 TFLOP/s on an H100 by its data sheet), not by memory.
#include "attention_tile.cuh"
#include "reductions.cuh"

// Online softmax of one more tile of scores: s becomes exp(s - max), sums and total are scaled to
// the new maximum. fmaxf drops NaN, but exp(NaN) brings it back into the row. A row that has seen
// only -inf must not subtract it from itself: later keys may be finite.
template <int TQ, int DP>
DEV void softmax_tile(float (&s)[TQ][4], int keys, float scale_log2, float (&max)[TQ],
                      float (&total)[TQ], float (&sums)[TQ][DP / 8]) {
  const int column = threadIdx.x & 7;
#pragma unroll
  for (int i = 0; i < TQ; i++) {
    float now = max[i];
#pragma unroll
    for (int j = 0; j < 4; j++) {
      if (column + 8 * j >= keys) s[i][j] = -INFINITY;
      now = fmaxf(now, s[i][j]);
    }
    now = warp_reduce<8>(now, Max());
    const float base = now == -INFINITY ? 0.f : now;
    const float shrink = fast_exp2((max[i] - base) * scale_log2);
    max[i] = now;
    total[i] *= shrink;
#pragma unroll
    for (int j = 0; j < 4; j++) {
      s[i][j] = fast_exp2((s[i][j] - base) * scale_log2);
      total[i] += s[i][j];
    }
#pragma unroll
    for (int c = 0; c < DP / 8; c++) sums[i][c] *= shrink;
  }
}

// Divides by the totals and writes the rows that exist, and the logarithm of the sum of the
// exponentials of each row for the backward pass if wanted.
template <int TQ, int DP>
DEV void store_rows(float (&sums)[TQ][DP / 8], const float (&max)[TQ], const float (&total)[TQ],
                    const HeadTile& at, float* out, float* log_sums, int tokens, int heads,
                    int width, float scale_log2) {
  const TilePlace<TQ> place;
  const bool wide = (width & 3) == 0 && ((unsigned long long)out & 15) == 0;
#pragma unroll
  for (int i = 0; i < TQ; i++) {
    const float sum = warp_reduce<8>(total[i], Sum()), inverse = 1.f / sum;
    const long long row = (long long)at.tile * 16 * TQ + place.row + 4 * i;
    if (row >= tokens) continue;
    float* to = out + ((at.image * (long long)tokens + row) * heads + at.head) * width;
#pragma unroll
    for (int m = 0; m < DP / 32; m++) {
      const int c = 32 * m + 4 * place.column;
      float* v = sums[i] + 4 * m;
      if (wide && c < width) {
        *reinterpret_cast<float4*>(to + c) =
            make_float4(v[0] * inverse, v[1] * inverse, v[2] * inverse, v[3] * inverse);
      } else {
#pragma unroll
        for (int e = 0; e < 4; e++) if (c + e < width) to[c + e] = v[e] * inverse;
      }
    }
    if (log_sums && place.column == 0) {
      log_sums[((long long)at.image * heads + at.head) * tokens + row] =
          max[i] * (scale_log2 / LOG2_E) + logf(sum);
    }
  }
}

template <int DP, int TQ>
DEV void attend(const float* qkv, float* out, float* log_sums, int tokens, int heads, int width,
                float scale_log2, int aligned) {
  constexpr int ROWS = 16 * TQ, STRIDE = DP + 4;
  DYN_SHARED(float, queries);
  float *keys = queries + ROWS * STRIDE, *values = keys + TILE_COLUMNS * STRIDE;
  float* weights = values + TILE_COLUMNS * STRIDE;
  const HeadTile at((tokens + ROWS - 1) / ROWS, heads);
  const HeadRows k = packed_head(qkv, at, 1, tokens, heads, width, aligned);
  const HeadRows v = packed_head(qkv, at, 2, tokens, heads, width, aligned);
  const TilePlace<TQ> place;
  float sums[TQ][DP / 8], max[TQ], total[TQ];
  clear_sums<TQ, DP>(sums);
#pragma unroll
  for (int i = 0; i < TQ; i++) max[i] = -INFINITY, total[i] = 0.f;
  load_tile<ROWS, DP>(queries, packed_head(qkv, at, 0, tokens, heads, width, aligned), at.tile * ROWS);
  load_tile<TILE_COLUMNS, DP>(keys, k, 0);
  cp_async_commit();
  for (int first = 0; first < tokens; first += TILE_COLUMNS) {
    cp_async_wait<0>();
    __syncthreads();  // the keys are here, and nobody needs the values of the last tile
    load_tile<TILE_COLUMNS, DP>(values, v, first);
    cp_async_commit();
    float s[TQ][4];
    dot_tile<TQ, DP>(queries + place.row * STRIDE, keys + place.column * STRIDE, s);
    softmax_tile<TQ, DP>(s, tokens - first, scale_log2, max, total, sums);
    share_weights<TQ>(s, weights);
    cp_async_wait<0>();
    __syncthreads();  // the values are here, and nobody needs these keys
    if (first + TILE_COLUMNS < tokens) load_tile<TILE_COLUMNS, DP>(keys, k, first + TILE_COLUMNS);
    cp_async_commit();
    add_weighted<TQ, DP>(weights, values, sums);
  }
  store_rows<TQ, DP>(sums, max, total, at, out, log_sums, tokens, heads, width, scale_log2);
}

// Shared memory in floats: (16 TQ + 64) (DP + 4) + 16 TQ 40. log_sums may be null. BLOCKS a
// multiprocessor: left to itself ptxas aims at 128 registers here and there and spills one.
#define ATTENTION_KERNEL(DP, TQ, BLOCKS)                                                          \
  extern "C" __global__ void __launch_bounds__(ATTENTION_THREADS, BLOCKS) attention_float32_##DP( \
      const float* qkv, float* out, float* log_sums, int tokens, int heads, int width,            \
      float scale_log2, int aligned) {                                                            \
    attend<DP, TQ>(qkv, out, log_sums, tokens, heads, width, scale_log2, aligned);                \
  }                                                                                               \
  EXPORT_KERNEL(attention_float32_##DP, ATTENTION_THREADS)
ATTENTION_KERNEL(32, 8, 3)
ATTENTION_KERNEL(64, 8, 1)
ATTENTION_KERNEL(96, 4, 3)
ATTENTION_KERNEL(128, 4, 3)
