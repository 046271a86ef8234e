// The gradient of attention in float32. The weights are not kept: they come back from the scores
// and the log-sums L of the forward pass, P = exp(Q K'/sqrt(d) - L). With G the gradient above,
//   dV = P' G,  dP = G V',  dS = P (dP - D) with D = row sums of G O,
//   dQ = dS K / sqrt(d),  dK = dS' Q / sqrt(d).
// Two kernels, one with a block for some queries that goes through the keys, one with a block for
// some keys that goes through the queries: every sum belongs to one thread and is made in one order,
// where one kernel for both would need atomics. The scores are computed twice for that.
// Roofline: 14 N N d flop a head (7 products, of which 2 twice) on the FFMA units.
#include "attention_gradient.cuh"
#include "reductions.cuh"

// D[b][a][n] = sum of out times its gradient over one head of one token, a warp each.
extern "C" __global__ void __launch_bounds__(256) attention_gradient_dots(
    const float* out, const float* out_gradient, float* dots, int tokens, int heads, int width,
    int count) {
  const long long item = (long long)blockIdx.x * 8 + (threadIdx.x >> 5);
  if (item >= count) return;
  const long long image = item / tokens / heads;
  const int head = item / tokens % heads, token = item % tokens;
  const long long start = ((image * tokens + token) * heads + head) * width;
  float sum = 0.f;
  for (int c = threadIdx.x & 31; c < width; c += 32) sum = fmaf(out[start + c], out_gradient[start + c], sum);
  sum = warp_reduce(sum, Sum());
  if ((threadIdx.x & 31) == 0) dots[item] = sum;
}
EXPORT_KERNEL(attention_gradient_dots, 256)

// Blocks of queries: rows are queries, columns are keys; adds to dQ.
template <int DP, int TQ>
DEV void query_gradient(const float* qkv, const float* out_gradient, const float* log_sums,
                        const float* dots, float* packed, int tokens, int heads, int width,
                        float scale_log2, int aligned) {
  constexpr int ROWS = 16 * TQ, STRIDE = DP + 4;
  DYN_SHARED(float, queries);
  float *gradients = queries + ROWS * STRIDE, *keys = gradients + ROWS * STRIDE;
  float *values = keys + TILE_COLUMNS * STRIDE, *weights = values + TILE_COLUMNS * STRIDE;
  const HeadTile at((tokens + ROWS - 1) / ROWS, heads);
  const TilePlace<TQ> place;
  const long long first_row = ((long long)at.image * heads + at.head) * tokens;
  float sums[TQ][DP / 8], log_sum[TQ], dot[TQ];
  clear_sums<TQ, DP>(sums);
#pragma unroll
  for (int i = 0; i < TQ; i++) {
    const int row = at.tile * ROWS + place.row + 4 * i;
    log_sum[i] = row < tokens ? log_sums[first_row + row] : 0.f;
    dot[i] = row < tokens ? dots[first_row + row] : 0.f;
  }
  load_tile<ROWS, DP>(queries, packed_head(qkv, at, 0, tokens, heads, width, aligned), at.tile * ROWS);
  load_tile<ROWS, DP>(gradients, plain_head(out_gradient, at, tokens, heads, width, aligned), at.tile * ROWS);
  for (int first = 0; first < tokens; first += TILE_COLUMNS) {
    load_tile<TILE_COLUMNS, DP>(keys, packed_head(qkv, at, 1, tokens, heads, width, aligned), first);
    load_tile<TILE_COLUMNS, DP>(values, packed_head(qkv, at, 2, tokens, heads, width, aligned), first);
    cp_async_commit();
    cp_async_wait<0>();
    __syncthreads();
    float s[TQ][4], dp[TQ][4];
    dot_tile<TQ, DP>(queries + place.row * STRIDE, keys + place.column * STRIDE, s);
    dot_tile<TQ, DP>(gradients + place.row * STRIDE, values + place.column * STRIDE, dp);
#pragma unroll
    for (int i = 0; i < TQ; i++)
#pragma unroll
      for (int j = 0; j < 4; j++) {
        const bool there = first + place.column + 8 * j < tokens;
        s[i][j] = there ? weight_of(s[i][j], log_sum[i], scale_log2) * (dp[i][j] - dot[i]) : 0.f;
      }
    share_weights<TQ>(s, weights);
    add_weighted<TQ, DP>(weights, keys, sums);
    __syncthreads();  // the keys and values may go
  }
  add_rows<TQ, DP>(sums, packed, at, 0, tokens, heads, width, scale_log2 / LOG2_E);
}

// Blocks of keys: rows are keys, columns are queries; adds to dK and dV.
template <int DP, int TQ>
DEV void key_gradient(const float* qkv, const float* out_gradient, const float* log_sums,
                      const float* dots, float* packed, int tokens, int heads, int width,
                      float scale_log2, int aligned) {
  constexpr int ROWS = 16 * TQ, STRIDE = DP + 4;
  DYN_SHARED(float, keys);
  float *values = keys + ROWS * STRIDE, *queries = values + ROWS * STRIDE;
  float *gradients = queries + TILE_COLUMNS * STRIDE, *weights = gradients + TILE_COLUMNS * STRIDE;
  const HeadTile at((tokens + ROWS - 1) / ROWS, heads);
  const TilePlace<TQ> place;
  const long long first_row = ((long long)at.image * heads + at.head) * tokens;
  float key_sums[TQ][DP / 8], value_sums[TQ][DP / 8];
  clear_sums<TQ, DP>(key_sums);
  clear_sums<TQ, DP>(value_sums);
  load_tile<ROWS, DP>(keys, packed_head(qkv, at, 1, tokens, heads, width, aligned), at.tile * ROWS);
  load_tile<ROWS, DP>(values, packed_head(qkv, at, 2, tokens, heads, width, aligned), at.tile * ROWS);
  for (int first = 0; first < tokens; first += TILE_COLUMNS) {
    load_tile<TILE_COLUMNS, DP>(queries, packed_head(qkv, at, 0, tokens, heads, width, aligned), first);
    load_tile<TILE_COLUMNS, DP>(gradients, plain_head(out_gradient, at, tokens, heads, width, aligned), first);
    cp_async_commit();
    float log_sum[4], dot[4];
#pragma unroll
    for (int j = 0; j < 4; j++) {
      const int query = first + place.column + 8 * j;
      log_sum[j] = query < tokens ? log_sums[first_row + query] : INFINITY;  // a weight of 0
      dot[j] = query < tokens ? dots[first_row + query] : 0.f;
    }
    cp_async_wait<0>();
    __syncthreads();
    float p[TQ][4], dp[TQ][4];
    dot_tile<TQ, DP>(keys + place.row * STRIDE, queries + place.column * STRIDE, p);
#pragma unroll
    for (int i = 0; i < TQ; i++)
#pragma unroll
      for (int j = 0; j < 4; j++) p[i][j] = weight_of(p[i][j], log_sum[j], scale_log2);
    share_weights<TQ>(p, weights);
    add_weighted<TQ, DP>(weights, gradients, value_sums);
    dot_tile<TQ, DP>(values + place.row * STRIDE, gradients + place.column * STRIDE, dp);
#pragma unroll
    for (int i = 0; i < TQ; i++)
#pragma unroll
      for (int j = 0; j < 4; j++) p[i][j] *= dp[i][j] - dot[j];
    share_weights<TQ>(p, weights);
    add_weighted<TQ, DP>(weights, queries, key_sums);
    __syncthreads();  // the queries and gradients may go
  }
  add_rows<TQ, DP>(key_sums, packed, at, 1, tokens, heads, width, scale_log2 / LOG2_E);
  add_rows<TQ, DP>(value_sums, packed, at, 2, tokens, heads, width, 1.f);
}

// Shared memory in floats: (32 TQ + 64) (DP + 4) + 16 TQ 40. packed is added to. BLOCKS a
// multiprocessor: left to itself ptxas aims at 128 registers here and there and spills one.
#define GRADIENT_KERNEL(NAME, BODY, DP, TQ, BLOCKS)                                               \
  extern "C" __global__ void __launch_bounds__(ATTENTION_THREADS, BLOCKS) NAME##_##DP(            \
      const float* qkv, const float* out_gradient, const float* log_sums, const float* dots,      \
      float* packed, int tokens, int heads, int width, float scale_log2, int aligned) {           \
    BODY<DP, TQ>(qkv, out_gradient, log_sums, dots, packed, tokens, heads, width, scale_log2,     \
                 aligned);                                                                        \
  }                                                                                               \
  EXPORT_KERNEL(NAME##_##DP, ATTENTION_THREADS)
#define GRADIENT_KERNELS(DP, TQ, BLOCKS)                                     \
  GRADIENT_KERNEL(attention_query_gradient, query_gradient, DP, TQ, 3)       \
  GRADIENT_KERNEL(attention_key_gradient, key_gradient, DP, TQ, BLOCKS)
GRADIENT_KERNELS(32, 4, 3)
GRADIENT_KERNELS(64, 4, 2)
GRADIENT_KERNELS(96, 2, 3)
GRADIENT_KERNELS(128, 2, 2)
