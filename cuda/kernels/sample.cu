// Bilinear sampling of maps (B,h,w,C) at chosen coordinates, and mirroring; channels innermost.
//
// A warp takes one sample: its coordinates are one broadcast load, and its lanes read neighbouring
// channels of the four pixels around it. Roofline: memory, 16 bytes read (mostly from L2, where the
// maps of a batch fit) and 4 written for each output value.
#include "pack.cuh"
#include "sampling.cuh"

constexpr int THREADS = 256;
constexpr int WARPS = THREADS / 32;

template <int V>
DEV Pack<V> between(const Pack<V>& low, const Pack<V>& high, float fraction) {
  Pack<V> out;
#pragma unroll
  for (int e = 0; e < V; e++) out.v[e] = fmaf(fraction, high.v[e] - low.v[e], low.v[e]);
  return out;
}

template <int V>
DEV void sample(const float* x, const int* images, const float* coordinates, float* out,
                int samples, int points, int rows, int columns, int channels) {
  const long long s = (long long)blockIdx.x * WARPS + threadIdx.x / 32;
  if (s >= samples) return;
  const Place across = place_of(coordinates[2 * s], columns);
  const Place down = place_of(coordinates[2 * s + 1], rows);
  const long long map = (long long)images[s / points] * rows * columns;
  const long long top = map + (long long)down.low * columns;
  const long long bottom = map + (long long)min(down.low + 1, rows - 1) * columns;
  const int left = across.low, right = min(left + 1, columns - 1);
  for (int c = threadIdx.x % 32 * V; c < channels; c += 32 * V) {
    const Pack<V> above = between(load_pack<V>(x + (top + left) * channels + c),
                                  load_pack<V>(x + (top + right) * channels + c), across.fraction);
    const Pack<V> below =
        between(load_pack<V>(x + (bottom + left) * channels + c),
                load_pack<V>(x + (bottom + right) * channels + c), across.fraction);
    store_pack(out + s * channels + c, between(above, below, down.fraction));
  }
}

#define SAMPLE(NAME, V)                                                                           \
  extern "C" __global__ void __launch_bounds__(THREADS) NAME(                                     \
      const float* x, const int* images, const float* coordinates, float* out, int samples,       \
      int points, int rows, int columns, int channels) {                                          \
    sample<V>(x, images, coordinates, out, samples, points, rows, columns, channels);             \
  }                                                                                               \
  EXPORT_KERNEL(NAME, THREADS)
SAMPLE(sample_1, 1)
SAMPLE(sample_2, 2)
SAMPLE(sample_4, 4)

// out[m,i,c] = x[m,columns-1-i,c]. Block: row m, or a part of it. Roofline: memory, 8 bytes a value.
template <int V> DEV void mirror(const float* x, float* out, int columns, int channels) {
  const int packs = channels / V, items = columns * packs;
  const long long row = (long long)blockIdx.x * columns * channels;
  for (int item = blockIdx.y * blockDim.x + threadIdx.x; item < items;
       item += gridDim.y * blockDim.x) {
    const int i = item / packs, c = item % packs * V;
    store_pack(out + row + (long long)item * V,
               load_pack<V>(x + row + (long long)(columns - 1 - i) * channels + c));
  }
}

#define MIRROR(NAME, V)                                                                           \
  extern "C" __global__ void __launch_bounds__(THREADS) NAME(const float* x, float* out,          \
                                                             int columns, int channels) {         \
    mirror<V>(x, out, columns, channels);                                                         \
  }                                                                                               \
  EXPORT_KERNEL(NAME, THREADS)
MIRROR(mirror_1, 1)
MIRROR(mirror_2, 2)
MIRROR(mirror_4, 4)
