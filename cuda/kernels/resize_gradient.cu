// The gradient of resizing: every output value's gradient goes back to the inputs it was read from.
//
// Scattering would need atomics, whose order shows in the bits. Instead each input sums over the
// outputs that read it, which are neighbours: taps move forward with the output coordinate. And since
// the weights are products of one for the row and one for the column, the axes are done one after the
// other: 2·H/h terms for bilinear rows, then 2·W/w for columns, in place of their product. The same
// kernel does both; to it a map is (outer, outputs, inner). Roofline: memory, the large map read once
// (twice from the cache) and the half-reduced one written and read.
#include "pack.cuh"

constexpr int THREADS = 256;

// The first output whose tap is at least (or above) coordinate r; taps never move backward.
DEV int first_output(const int* index, int taps, int tap, int outputs, int r, bool above) {
  int low = 0, high = outputs;
  while (low < high) {
    const int middle = low + (high - low) / 2;
    const int at = index[(long long)middle * taps + tap];
    if (above ? at > r : at >= r) high = middle;
    else low = middle + 1;
  }
  return low;
}

// Thread r: the range of output rows that read input row r, or of columns that read column r - rows.
extern "C" __global__ void __launch_bounds__(THREADS) resize_readers(
    const int* index, int2* readers, int taps, int rows, int out_rows, int columns,
    int out_columns) {
  const long long i = (long long)blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= (long long)rows + columns) return;
  const bool of_row = i < rows;
  const int r = (int)(of_row ? i : i - rows);
  const int* axis = of_row ? index : index + (long long)out_rows * taps;
  const int outputs = of_row ? out_rows : out_columns;
  readers[i] = make_int2(first_output(axis, taps, taps - 1, outputs, r, false),
                         first_output(axis, taps, 0, outputs, r, true));
}
EXPORT_KERNEL(resize_readers, THREADS)

// to[o,r,k] = sum of from[o,i,k] times the weight with which output i reads r. Block: row (o, r) of
// inner values, or a part of it.
template <int V>
DEV void gather(const float* from, const int* index, const float* weight, const int2* readers,
                float* to, int taps, int inputs, int outputs, int inner, int accumulate) {
  const int o = blockIdx.x / inputs, r = blockIdx.x % inputs, packs = inner / V;
  const int2 range = readers[r];
  for (int k = blockIdx.y * blockDim.x + threadIdx.x; k < packs; k += gridDim.y * blockDim.x) {
    const float* at = from + (long long)o * outputs * inner + (long long)k * V;
    Pack<V> sum = {};
    for (int i = range.x; i < range.y; i++) {
      float share = 0;
      for (int tap = i * taps; tap < (i + 1) * taps; tap++)
        if (index[tap] == r) share += weight[tap];
      add_scaled(sum, share, load_pack<V>(at + (long long)i * inner));
    }
    float* place = to + (long long)blockIdx.x * inner + (long long)k * V;
    if (accumulate) add_scaled(sum, 1.f, load_pack<V>(place));
    store_pack(place, sum);
  }
}

#define GATHER(NAME, V)                                                                           \
  extern "C" __global__ void __launch_bounds__(THREADS) NAME(                                     \
      const float* from, const int* index, const float* weight, const int2* readers, float* to,   \
      int taps, int inputs, int outputs, int inner, int accumulate) {                             \
    gather<V>(from, index, weight, readers, to, taps, inputs, outputs, inner, accumulate);        \
  }                                                                                               \
  EXPORT_KERNEL(NAME, THREADS)
GATHER(resize_gradient_1, 1)
GATHER(resize_gradient_2, 2)
GATHER(resize_gradient_4, 4)
