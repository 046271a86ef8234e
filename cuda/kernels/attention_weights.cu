// The softmax weights that the first Q tokens give to all tokens, for the attention map of CLS. One
// block a query of a head: 8 lanes a key compute a score and leave it in the row of the output, the
// block finds the maximum and the sum, and goes over the row once more.
// Roofline: memory. With Q = 1 every key is read once, 4 N d bytes a head.
#include "attention_tile.cuh"
#include "reductions.cuh"

constexpr int WARPS = ATTENTION_THREADS / 32;

extern "C" __global__ void __launch_bounds__(ATTENTION_THREADS) attention_weights(
    const float* qkv, float* out, int tokens, int heads, int width, int queries, float scale) {
  SHARED(float, partial, [WARPS]);
  const int lane = threadIdx.x & 7;
  const HeadTile at(queries, heads);
  const HeadRows q = packed_head(qkv, at, 0, tokens, heads, width, 0);
  const HeadRows k = packed_head(qkv, at, 1, tokens, heads, width, 0);
  const float* query = q.first + at.tile * q.stride;
  float* row = out + (long long)blockIdx.x * tokens;
  for (int first = 0; first < tokens; first += ATTENTION_THREADS / 8) {
    const int token = first + threadIdx.x / 8;
    float score = 0.f;
    for (int c = lane; c < width && token < tokens; c += 8) {
      score = fmaf(query[c], k.first[token * k.stride + c], score);
    }
    score = warp_reduce<8>(score, Sum());
    if (lane == 0 && token < tokens) row[token] = score * scale;
  }
  __syncthreads();
  float max = -INFINITY, sum = 0.f;
  for (int n = threadIdx.x; n < tokens; n += ATTENTION_THREADS) max = NanMax()(max, row[n]);
  max = block_reduce<WARPS>(max, NanMax(), &partial[0]);
  for (int n = threadIdx.x; n < tokens; n += ATTENTION_THREADS) sum += expf(row[n] - max);
  const float inverse = 1.f / block_reduce<WARPS>(sum, Sum(), &partial[0]);
  for (int n = threadIdx.x; n < tokens; n += ATTENTION_THREADS) row[n] = expf(row[n] - max) * inverse;
}
EXPORT_KERNEL(attention_weights, ATTENTION_THREADS)
