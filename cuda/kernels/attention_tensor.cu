// Fused attention on tensor cores, v4 of the ladder: queries, keys and values are rounded to tf32,
// bfloat16 or half on their way into shared memory, both products go through mma.sync with float32
// accumulators, and the softmax between them stays in float32.
// A block has 128 queries of one head, 16 a warp, whose fragments stay in registers. Keys and values
// have one buffer each: while one is used, the next of the other kind is read from memory into
// registers, and rounded into its buffer after the barrier that says nobody needs the old one.
// Roofline: 4 N N d flop a head against 16 N d bytes: at N = 785 196 flop a byte; bound by memory
// below some 300 (H100 data sheet, 990 TFLOP/s in 16 bits over 3.35 TB/s), were each value read
// once. It is read by N / 128 blocks; all but the first find it in the second-level cache.
#include "attention_mma.cuh"
#include "reductions.cuh"

// Online softmax of one more tile, as in attention.cu; this thread has two rows of the 16.
template <int KEYS, int DP>
DEV void softmax_tile(float (&s)[KEYS / 8][4], int keys, float scale_log2, float (&max)[2],
                      float (&total)[2], float (&sums)[DP / 8][4]) {
  const int column = 2 * (threadIdx.x & 3);
  if (keys < KEYS) {
#pragma unroll
    for (int n = 0; n < KEYS / 8; n++)
#pragma unroll
      for (int e = 0; e < 4; e++)
        if (8 * n + column + (e & 1) >= keys) s[n][e] = -INFINITY;
  }
#pragma unroll
  for (int r = 0; r < 2; r++) {
    float now = max[r];
#pragma unroll
    for (int n = 0; n < KEYS / 8; n++) now = fmaxf(now, fmaxf(s[n][2 * r], s[n][2 * r + 1]));
    now = warp_reduce<4>(now, Max());
    const float base = now == -INFINITY ? 0.f : now * scale_log2;
    const float shrink = fast_exp2(fmaf(max[r], scale_log2, -base));
    max[r] = now;
    total[r] *= shrink;
#pragma unroll
    for (int n = 0; n < KEYS / 8; n++)
#pragma unroll
      for (int e = 2 * r; e < 2 * r + 2; e++) {
        s[n][e] = fast_exp2(fmaf(s[n][e], scale_log2, -base));
        total[r] += s[n][e];
      }
#pragma unroll
    for (int n = 0; n < DP / 8; n++) sums[n][2 * r] *= shrink, sums[n][2 * r + 1] *= shrink;
  }
}

// Divides by the totals and writes the rows that exist.
template <int DP>
DEV void store_rows(const float (&sums)[DP / 8][4], const float (&max)[2], const float (&total)[2],
                    const HeadTile& at, float* out, float* log_sums, int tokens, int heads,
                    int width, float scale_log2) {
  const int lane = threadIdx.x & 31;
  const bool paired = (width & 1) == 0 && ((unsigned long long)out & 7) == 0;
#pragma unroll
  for (int r = 0; r < 2; r++) {
    const float sum = warp_reduce<4>(total[r], Sum()), inverse = 1.f / sum;
    const int row = at.tile * MMA_QUERIES + (threadIdx.x >> 5) * 16 + (lane >> 2) + 8 * r;
    if (row >= tokens) continue;
    float* to = out + ((at.image * (long long)tokens + row) * heads + at.head) * width;
#pragma unroll
    for (int n = 0; n < DP / 8; n++) {
      const int c = 8 * n + 2 * (lane & 3);
      const float x = sums[n][2 * r] * inverse, y = sums[n][2 * r + 1] * inverse;
      if (paired && c < width) {
        *reinterpret_cast<float2*>(to + c) = make_float2(x, y);
      } else {
        if (c < width) to[c] = x;
        if (c + 1 < width) to[c + 1] = y;
      }
    }
    if (log_sums && (lane & 3) == 0) {
      log_sums[((long long)at.image * heads + at.head) * tokens + row] =
          max[r] * (scale_log2 / LOG2_E) + logf(sum);
    }
  }
}

template <class T, int DP, int KEYS>
DEV void attend(const float* qkv, float* out, float* log_sums, int tokens, int heads, int width,
                float scale_log2, int aligned) {
  static_assert(2 * KEYS <= MMA_QUERIES, "the queries pass through the room of keys and values");
  DYN_SHARED(unsigned char, shared);
  unsigned char *keys = shared, *values = shared + KEYS * TILE_STRIDE<T, DP>;
  const HeadTile at((tokens + MMA_QUERIES - 1) / MMA_QUERIES, heads);
  const HeadRows k = packed_head(qkv, at, 1, tokens, heads, width, aligned);
  const HeadRows v = packed_head(qkv, at, 2, tokens, heads, width, aligned);
  uint32_t q[DP / Fragment<T>::STEP][4];
  {
    TileInFlight<T, MMA_QUERIES, DP> first;
    first.fetch(packed_head(qkv, at, 0, tokens, heads, width, aligned), at.tile * MMA_QUERIES);
    first.put(shared);
  }
  TileInFlight<T, KEYS, DP> flight;
  flight.fetch(k, 0);
  __syncthreads();
  read_queries<T, DP>(shared, q);
  __syncthreads();
  flight.put(keys);
  __syncthreads();
  float sums[DP / 8][4] = {}, max[2] = {-INFINITY, -INFINITY}, total[2] = {0.f, 0.f};
  for (int first = 0; first < tokens; first += KEYS) {
    float s[KEYS / 8][4];
    flight.fetch(v, first);
    score_tile<T, KEYS, DP>(q, keys, s);
    flight.put(values);
    softmax_tile<KEYS, DP>(s, tokens - first, scale_log2, max, total, sums);
    __syncthreads();  // the values are here, and nobody needs these keys
    const bool more = first + KEYS < tokens;
    if (more) flight.fetch(k, first + KEYS);
    Weighted<T, KEYS, DP>::add(s, values, sums);
    if (more) flight.put(keys);
    __syncthreads();  // the next keys are here, and nobody needs these values
  }
  store_rows<DP>(sums, max, total, at, out, log_sums, tokens, heads, width, scale_log2);
}

// Shared memory in bytes: 128 (DP bytes of an element + 16). log_sums may be null.
#define ATTENTION_KERNEL(NAME, T, DP, KEYS)                                                       \
  extern "C" __global__ void __launch_bounds__(MMA_THREADS) NAME##_##DP(                          \
      const float* qkv, float* out, float* log_sums, int tokens, int heads, int width,            \
      float scale_log2, int aligned) {                                                            \
    attend<T, DP, KEYS>(qkv, out, log_sums, tokens, heads, width, scale_log2, aligned);           \
  }                                                                                               \
  EXPORT_KERNEL(NAME##_##DP, MMA_THREADS)
#define ATTENTION_KERNELS(NAME, T)    \
  ATTENTION_KERNEL(NAME, T, 32, 64)   \
  ATTENTION_KERNEL(NAME, T, 64, 32)   \
  ATTENTION_KERNEL(NAME, T, 96, 32)   \
  ATTENTION_KERNEL(NAME, T, 128, 32)
ATTENTION_KERNELS(attention_tf32, tf32)
ATTENTION_KERNELS(attention_bf16, __nv_bfloat16)
ATTENTION_KERNELS(attention_fp16, __half)
