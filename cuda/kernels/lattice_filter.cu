// The Gaussian filter on a lattice: splat and blur (Adams, Baek and Davis 2010); the slice is fused
// into mean_field.cu. Values are rows of `quads` float4, 4·quads channels, those behind the last
// class 0, so that every access is one aligned 16-byte word.
//
//  - splat gathers: v1 would have each point add to its vertices with float atomics, in an order
//    that changes from run to run. Here each thread sums one float4 of one chunk of a vertex, over
//    the touches in their fixed order; neighbouring threads read neighbouring words of the same
//    points. lattice_fold sums the chunks of a vertex; where no vertex has more than one, chunks
//    are vertices and it is left out.
//  - a block takes whole rows (36 of 7 quads), so that a thread finds its row by a division of its
//    number within the block; dividing a 64-bit index costs more instructions than all the rest.
//  - blur: one launch an axis, since each axis reads what the axis before it wrote anywhere.
// Roofline: memory, or the L2 cache where the values fit. Bytes for T touches, V vertices, Q quads:
// splat 16·Q·T read (each point D + 1 times, mostly from the cache) + 8·T + 16·Q·V written; blur an
// axis at most 16·Q·(3 read + 1 written) + 8 a vertex, neighbours from the cache if they lie near.
#include "gpu.cuh"

constexpr int THREADS = 256;
constexpr int ABSENT = -1;

// The row and the first quad of this thread; `lanes` threads share a row (see CudaLattice.rows).
struct Place {
  long long row;
  int quad, lanes;
};
DEV Place place_of(int quads, int rows) {
  const unsigned lanes = quads < THREADS ? quads : THREADS;
  const unsigned rows_here = THREADS / lanes;
  const unsigned row = threadIdx.x / lanes;
  const long long first = (long long)blockIdx.x * rows_here;
  return {row < rows_here ? first + row : rows, (int)(threadIdx.x - row * lanes), (int)lanes};
}

DEV float4 multiply_add(float a, float4 x, float4 sum) {
  return make_float4(sum.x + a * x.x, sum.y + a * x.y, sum.z + a * x.z, sum.w + a * x.w);
}

// out[chunk] = sum over the chunk's touches of weight · in[point].
extern "C" __global__ void __launch_bounds__(THREADS) lattice_splat(
    const int* chunk_start, const int* point, const float* weight, const float4* in, float4* out,
    int quads, int chunks) {
  const Place at = place_of(quads, chunks);
  if (at.row >= chunks) return;
  const int first = chunk_start[at.row], last = chunk_start[at.row + 1];
  for (int quad = at.quad; quad < quads; quad += at.lanes) {
    float4 sum = make_float4(0, 0, 0, 0);
#pragma unroll 4
    for (int touch = first; touch < last; touch++) {
      sum = multiply_add(weight[touch], in[(long long)point[touch] * quads + quad], sum);
    }
    out[at.row * quads + quad] = sum;
  }
}
EXPORT_KERNEL(lattice_splat, THREADS)

// out[vertex] = sum of the vertex's chunks.
extern "C" __global__ void __launch_bounds__(THREADS) lattice_fold(
    const int* vertex_start, const float4* in, float4* out, int quads, int vertices) {
  const Place at = place_of(quads, vertices);
  if (at.row >= vertices) return;
  const int first = vertex_start[at.row], last = vertex_start[at.row + 1];
  for (int quad = at.quad; quad < quads; quad += at.lanes) {
    float4 sum = make_float4(0, 0, 0, 0);
#pragma unroll 4
    for (int chunk = first; chunk < last; chunk++) {
      sum = multiply_add(1, in[(long long)chunk * quads + quad], sum);
    }
    out[at.row * quads + quad] = sum;
  }
}
EXPORT_KERNEL(lattice_fold, THREADS)

// out = in/2 + (lower neighbour + upper neighbour)/4 along one axis; an absent one counts as 0.
extern "C" __global__ void __launch_bounds__(THREADS) lattice_blur(
    const int* neighbors, const float4* in, float4* out, int quads, int vertices) {
  const Place at = place_of(quads, vertices);
  if (at.row >= vertices) return;
  const int lower = neighbors[at.row], upper = neighbors[vertices + at.row];
  const float4 none = make_float4(0, 0, 0, 0);
  for (int quad = at.quad; quad < quads; quad += at.lanes) {
    const float4 a = lower == ABSENT ? none : in[(long long)lower * quads + quad];
    const float4 b = upper == ABSENT ? none : in[(long long)upper * quads + quad];
    const float4 x = in[at.row * quads + quad];
    out[at.row * quads + quad] =
        make_float4(0.5f * x.x + 0.25f * (a.x + b.x), 0.5f * x.y + 0.25f * (a.y + b.y),
                    0.5f * x.z + 0.25f * (a.z + b.z), 0.5f * x.w + 0.25f * (a.w + b.w));
  }
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
