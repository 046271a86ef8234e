// Bilinear and bicubic resizing of maps (B,h,w,C) -> (B,H,W,C), channels innermost.
//
// Where an output row or column reads is worked out once per call, in double as on the CPU, by H + W
// threads; the rest is float32. An output value needs 4 (bilinear) or 16 (bicubic) inputs, and
// neighbours share nearly all of them: they come from L1, and the roofline is memory, 4 bytes written
// for each output value and 4 read for each input value. Whole packs of channels per thread.
#include "pack.cuh"

constexpr int THREADS = 256;

// The cubic convolution kernel (Keys 1981, equation 4, a = -3/4).
DEV double cubic(double distance) {
  const double a = -0.75;
  if (distance <= 1) return ((a + 2) * distance - (a + 3)) * distance * distance + 1;
  return ((a * distance - 5 * a) * distance + 8 * a) * distance - 4 * a;
}

DEV int clamp_index(double coordinate, int extent) {
  return (int)fmax(0., fmin((double)(extent - 1), coordinate));
}

// Thread i: the taps of output row i, or of output column i - out_rows. The columns' taps stand
// behind the rows'.
extern "C" __global__ void __launch_bounds__(THREADS) resize_taps(
    int* index, float* weight, int taps, int rows, int out_rows, double scale_rows, int columns,
    int out_columns, double scale_columns) {
  const long long i = (long long)blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= (long long)out_rows + out_columns) return;
  const bool of_row = i < out_rows;
  const int extent = of_row ? rows : columns;
  const double position = (of_row ? i : i - out_rows) + 0.5;
  double source = position / (of_row ? scale_rows : scale_columns) - 0.5;
  if (taps == 2) {
    source = fmax(source, 0.);
    const double low = fmin(floor(source), (double)(extent - 1));
    const double fraction = fmin(source - low, 1.);
    for (int tap = 0; tap < 2; tap++) {
      index[2 * i + tap] = clamp_index(low + tap, extent);
      weight[2 * i + tap] = (float)(tap == 0 ? 1 - fraction : fraction);
    }
  } else {
    const double low = floor(source);
    const double fraction = source - low;
    for (int tap = 0; tap < 4; tap++) {
      index[4 * i + tap] = clamp_index(low - 1 + tap, extent);
      weight[4 * i + tap] = (float)cubic(fabs(fraction + 1 - tap));
    }
  }
}
EXPORT_KERNEL(resize_taps, THREADS)

// Block (image * out_rows + i, part of the row): output row i.
template <int TAPS, int V>
DEV void resize(const float* x, const int* index, const float* weight, float* out, int rows,
                int columns, int channels, int out_rows, int out_columns) {
  const int image = blockIdx.x / out_rows, i = blockIdx.x % out_rows;
  const int packs = channels / V, items = out_columns * packs;
  const float* map = x + (long long)image * rows * columns * channels;
  float* out_row = out + (long long)blockIdx.x * out_columns * channels;
  const int* column_index = index + (long long)out_rows * TAPS;
  const float* column_weight = weight + (long long)out_rows * TAPS;
  for (int item = blockIdx.y * blockDim.x + threadIdx.x; item < items;
       item += gridDim.y * blockDim.x) {
    const int j = item / packs, c = item % packs * V;
    Pack<V> sum = {};
#pragma unroll
    for (int v = 0; v < TAPS; v++) {
      const float* row = map + (long long)index[i * TAPS + v] * columns * channels + c;
      Pack<V> in_row = {};
#pragma unroll
      for (int h = 0; h < TAPS; h++) {
        const float* at = row + (long long)column_index[j * TAPS + h] * channels;
        add_scaled(in_row, column_weight[j * TAPS + h], load_pack<V>(at));
      }
      add_scaled(sum, weight[i * TAPS + v], in_row);
    }
    store_pack(out_row + (long long)item * V, sum);
  }
}

#define RESIZE(NAME, TAPS, V)                                                                     \
  extern "C" __global__ void __launch_bounds__(THREADS) NAME(                                     \
      const float* x, const int* index, const float* weight, float* out, int rows, int columns,   \
      int channels, int out_rows, int out_columns) {                                              \
    resize<TAPS, V>(x, index, weight, out, rows, columns, channels, out_rows, out_columns);       \
  }                                                                                               \
  EXPORT_KERNEL(NAME, THREADS)
RESIZE(resize_bilinear_1, 2, 1)
RESIZE(resize_bilinear_2, 2, 2)
RESIZE(resize_bilinear_4, 2, 4)
RESIZE(resize_bicubic_1, 4, 1)
RESIZE(resize_bicubic_2, 4, 2)
RESIZE(resize_bicubic_4, 4, 4)
