// The Gaussian filter on a lattice: splat and blur (Adams, Baek and Davis 2010); the slice is fused
// into mean_field.cu. Values are rows of `quads` float4, 4·quads channels, those behind the last
// class 0, so that every access is one aligned 16-byte word.
//
//  - splat gathers: v1 would have each point add to its vertices with float atomics, in an order
//    that changes from run to run. Here each thread sums one float4 of one chunk of a vertex, over
//    the touches in their fixed order; neighbouring threads read neighbouring words of the same
//    points. lattice_fold sums the chunks of a vertex; where no vertex has more than one, chunks
//    are vertices and it is left out.
//  - blur: one launch an axis, since each axis reads what the axis before it wrote anywhere.
// Roofline: memory, or the L2 cache where the values fit. Bytes for T touches, V vertices, Q quads:
// splat 16·Q·T read (each point D + 1 times, mostly from the cache) + 8·T + 16·Q·V written; blur an
// axis at most 16·Q·(3 read + 1 written) + 8 a vertex, neighbours from the cache if they lie near.
#include "gpu.cuh"

constexpr int THREADS = 256;
constexpr int ABSENT = -1;

DEV float4 multiply_add(float a, float4 x, float4 sum) {
  return make_float4(sum.x + a * x.x, sum.y + a * x.y, sum.z + a * x.z, sum.w + a * x.w);
}

// out[chunk] = sum over the chunk's touches of weight · in[point].
extern "C" __global__ void __launch_bounds__(THREADS) lattice_splat(
    const int* chunk_start, const int* point, const float* weight, const float4* in, float4* out,
    int quads, int chunks) {
  const long long i = (long long)blockIdx.x * THREADS + threadIdx.x;
  if (i >= (long long)chunks * quads) return;
  const long long chunk = i / quads;
  const int quad = (int)(i - chunk * quads);
  const int last = chunk_start[chunk + 1];
  float4 sum = make_float4(0, 0, 0, 0);
#pragma unroll 4
  for (int touch = chunk_start[chunk]; touch < last; touch++) {
    sum = multiply_add(weight[touch], in[(long long)point[touch] * quads + quad], sum);
  }
  out[i] = sum;
}
EXPORT_KERNEL(lattice_splat, THREADS)

// out[vertex] = sum of the vertex's chunks.
extern "C" __global__ void __launch_bounds__(THREADS) lattice_fold(
    const int* vertex_start, const float4* in, float4* out, int quads, int vertices) {
  const long long i = (long long)blockIdx.x * THREADS + threadIdx.x;
  if (i >= (long long)vertices * quads) return;
  const long long vertex = i / quads;
  const int quad = (int)(i - vertex * quads);
  const int last = vertex_start[vertex + 1];
  float4 sum = make_float4(0, 0, 0, 0);
#pragma unroll 4
  for (int chunk = vertex_start[vertex]; chunk < last; chunk++) {
    sum = multiply_add(1, in[(long long)chunk * quads + quad], sum);
  }
  out[i] = sum;
}
EXPORT_KERNEL(lattice_fold, THREADS)

// out = in/2 + (lower neighbour + upper neighbour)/4 along one axis; an absent one counts as 0.
extern "C" __global__ void __launch_bounds__(THREADS) lattice_blur(
    const int* neighbors, const float4* in, float4* out, int quads, int vertices) {
  const long long i = (long long)blockIdx.x * THREADS + threadIdx.x;
  if (i >= (long long)vertices * quads) return;
  const long long vertex = i / quads;
  const int quad = (int)(i - vertex * quads);
  const int lower = neighbors[vertex], upper = neighbors[vertices + vertex];
  const float4 none = make_float4(0, 0, 0, 0);
  const float4 here = in[i];
  const float4 a = lower == ABSENT ? none : in[(long long)lower * quads + quad];
  const float4 b = upper == ABSENT ? none : in[(long long)upper * quads + quad];
  out[i] = make_float4(0.5f * here.x + 0.25f * (a.x + b.x), 0.5f * here.y + 0.25f * (a.y + b.y),
                       0.5f * here.z + 0.25f * (a.z + b.z), 0.5f * here.w + 0.25f * (a.w + b.w));
}
EXPORT_KERNEL(lattice_blur, THREADS)

// values: (V,4), a filtered 1 in the first channel. weights[touch] *= 1/sqrt of the row sum that
// the touch's point gathers: the factor D^(-1/2) of the symmetric normalisation.
extern "C" __global__ void __launch_bounds__(THREADS) lattice_normalize(
    const int* vertex, const float4* values, float* weights, int corners, int points) {
  const long long point = (long long)blockIdx.x * THREADS + threadIdx.x;
  if (point >= points) return;
  const long long first = point * corners;
  float sum = 0;
  for (int k = 0; k < corners; k++) sum += weights[first + k] * values[vertex[first + k]].x;
  // Never 0: each point gives itself at least 2^-(d+1)/(d+1).
  const float factor = (float)(1 / sqrt((double)sum));
  for (int k = 0; k < corners; k++) weights[first + k] *= factor;
}
EXPORT_KERNEL(lattice_normalize, THREADS)
