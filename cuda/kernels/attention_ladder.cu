// The first steps to fused attention, to learn from and to measure against; attention.cu is v3.
// v1, a thread a query: two passes over the keys, the first for the maximum and the sum of the
//   softmax, the second to weigh the values. Every thread reads every key and value from memory, and
//   the output is added up there: 16 bytes of traffic, if mostly to the caches, for 4 flop.
// v2, tiles in shared memory: a block of queries reads each key and value once and keeps it for all
//   its threads; an online softmax makes it one pass; query and output stay in registers. A read of
//   16 bytes from shared memory, the same for the whole warp, now serves 4 products a lane: load
//   units as busy as FFMA units, and a score is one chain of dependent products.
#include "attention_head.cuh"

constexpr int QUERIES = 64, TILE_KEYS = 16;

extern "C" __global__ void __launch_bounds__(QUERIES) attention_v1(
    const float* qkv, float* out, int tokens, int heads, int width, float scale_log2) {
  const HeadTile at((tokens + QUERIES - 1) / QUERIES, heads);
  const int row = at.tile * QUERIES + threadIdx.x;
  if (row >= tokens) return;
  const HeadRows q = packed_head(qkv, at, 0, tokens, heads, width, 0);
  const HeadRows k = packed_head(qkv, at, 1, tokens, heads, width, 0);
  const HeadRows v = packed_head(qkv, at, 2, tokens, heads, width, 0);
  const float* query = q.first + row * q.stride;
  float* to = out + ((at.image * (long long)tokens + row) * heads + at.head) * width;
  auto score = [&](int key) {
    float sum = 0.f;
    for (int c = 0; c < width; c++) sum = fmaf(query[c], k.first[key * k.stride + c], sum);
    return sum * scale_log2;
  };
  float max = -INFINITY, total = 0.f;
  for (int n = 0; n < tokens; n++) {
    const float s = score(n), now = fmaxf(max, s);
    total = total * fast_exp2(max - now) + fast_exp2(s - now);
    max = now;
  }
  for (int c = 0; c < width; c++) to[c] = 0.f;
  for (int n = 0; n < tokens; n++) {
    const float weight = fast_exp2(score(n) - max) / total;
    for (int c = 0; c < width; c++) to[c] = fmaf(weight, v.first[n * v.stride + c], to[c]);
  }
}
EXPORT_KERNEL(attention_v1, QUERIES)

template <int DP>
DEV void attend_shared(const float* qkv, float* out, int tokens, int heads, int width, float scale_log2) {
  SHARED(float, keys, [TILE_KEYS][DP]);
  SHARED(float, values, [TILE_KEYS][DP]);
  const HeadTile at((tokens + QUERIES - 1) / QUERIES, heads);
  const int row = at.tile * QUERIES + threadIdx.x;
  const HeadRows q = packed_head(qkv, at, 0, tokens, heads, width, 0);
  const HeadRows k = packed_head(qkv, at, 1, tokens, heads, width, 0);
  const HeadRows v = packed_head(qkv, at, 2, tokens, heads, width, 0);
  float query[DP], sums[DP], max = -INFINITY, total = 0.f;
#pragma unroll
  for (int c = 0; c < DP; c++) {
    query[c] = row < tokens && c < width ? q.first[row * q.stride + c] * scale_log2 : 0.f;
    sums[c] = 0.f;
  }
  for (int first = 0; first < tokens; first += TILE_KEYS) {
    __syncthreads();
    for (int i = threadIdx.x; i < TILE_KEYS * DP; i += QUERIES) {
      const int n = first + i / DP, c = i % DP;
      const bool there = n < tokens && c < width;
      keys[i / DP][c] = there ? k.first[n * k.stride + c] : 0.f;
      values[i / DP][c] = there ? v.first[n * v.stride + c] : 0.f;
    }
    __syncthreads();
    for (int n = 0; n < TILE_KEYS && first + n < tokens; n++) {
      float s = 0.f;
#pragma unroll
      for (int c = 0; c < DP; c++) s = fmaf(query[c], keys[n][c], s);
      const float now = fmaxf(max, s), shrink = fast_exp2(max - now), weight = fast_exp2(s - now);
      max = now;
      total = fmaf(total, shrink, weight);
#pragma unroll
      for (int c = 0; c < DP; c++) sums[c] = fmaf(sums[c], shrink, weight * values[n][c]);
    }
  }
  if (row >= tokens) return;
  float* to = out + ((at.image * (long long)tokens + row) * heads + at.head) * width;
#pragma unroll
  for (int c = 0; c < DP; c++) if (c < width) to[c] = sums[c] / total;
}

#define ATTENTION_V2(DP)                                                                          \
  extern "C" __global__ void __launch_bounds__(QUERIES) attention_v2_##DP(                        \
      const float* qkv, float* out, int tokens, int heads, int width, float scale_log2) {         \
    attend_shared<DP>(qkv, out, tokens, heads, width, scale_log2);                                \
  }                                                                                               \
  EXPORT_KERNEL(attention_v2_##DP, QUERIES)
ATTENTION_V2(32)
ATTENTION_V2(64)
