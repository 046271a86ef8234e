// The correspondence loss, third step: sGradient = w·t and tGradient = wᵀ·s for every image, in one
// launch. A block has ROWS rows of one of the two and up to COLUMNS columns, a thread 2 x 4 sums; w
// and the codes pass through shared memory DEPTH positions at a time, and w's two rows and the codes'
// four columns are one load each for eight multiply-adds. Small tiles, as in the second step, so that
// 121 positions give every multiprocessor its blocks. Always float32.
// Roofline: 4·P²·Z operations an image against P²·8 + P·Z·16 bytes, mostly from L2.
#include "gpu.cuh"

constexpr int ROWS = 16;
constexpr int ROW_GROUPS = ROWS / 2;
constexpr int COLUMNS = 128;
constexpr int DEPTH = 32;
constexpr int THREADS = ROW_GROUPS * COLUMNS / 4;
constexpr int STRIDE = ROWS + 2;

// w of ROWS rows (or columns, for tGradient) and DEPTH positions from k0 on; 0 beyond the ends.
DEV void load_weights(float (&to)[DEPTH][STRIDE], const float* w, int positions, int row0, int k0,
                      bool transposed) {
  for (int at = threadIdx.x; at < ROWS * DEPTH; at += blockDim.x) {
    // Neighbouring threads take neighbouring addresses.
    const int row = transposed ? at % ROWS : at / DEPTH;
    const int k = transposed ? at / ROWS : at % DEPTH;
    const long long i = transposed ? k0 + k : row0 + row, j = transposed ? row0 + row : k0 + k;
    to[k][row] = i < positions && j < positions ? w[i * positions + j] : 0.f;
  }
}

DEV void load_codes(float* to, int stride, const float* codes, int positions, int k0, int width,
                    int column0) {
  const int warps = blockDim.x / 32;
  for (int k = threadIdx.x / 32; k < DEPTH; k += warps)
    for (int c = threadIdx.x % 32; c < stride; c += 32) {
      const bool there = k0 + k < positions && column0 + c < width;
      to[k * stride + c] = there ? codes[(long long)(k0 + k) * width + column0 + c] : 0.f;
    }
}

// Block (image * tiles + tile, columns, which of the two): blockDim.x / 8 groups of four columns.
extern "C" __global__ void __launch_bounds__(THREADS) correspondence_gradients(
    const float* w, const float* s, const float* t, float* s_gradient, float* t_gradient,
    int positions, int width) {
  SHARED(float, weights, [DEPTH][STRIDE]);
  SHARED(float, codes, [DEPTH * COLUMNS]);
  const bool transposed = blockIdx.z == 1;
  const int tiles = (positions + ROWS - 1) / ROWS;
  const long long image = blockIdx.x / tiles;
  const int row0 = blockIdx.x % tiles * ROWS, column0 = blockIdx.y * COLUMNS;
  const int groups = blockDim.x / ROW_GROUPS, stride = 4 * groups;
  const int row = threadIdx.x / groups * 2, column = threadIdx.x % groups * 4;
  const float* of_image = (transposed ? s : t) + image * positions * width;
  float sums[2][4] = {};
  for (int k0 = 0; k0 < positions; k0 += DEPTH) {
    __syncthreads();
    load_weights(weights, w + image * positions * positions, positions, row0, k0, transposed);
    load_codes(codes, stride, of_image, positions, k0, width, column0);
    __syncthreads();
#pragma unroll 8
    for (int k = 0; k < DEPTH; k++) {
      const float2 a = *reinterpret_cast<const float2*>(&weights[k][row]);
      const float4 b = *reinterpret_cast<const float4*>(&codes[k * stride + column]);
      const float values[4] = {b.x, b.y, b.z, b.w};
#pragma unroll
      for (int c = 0; c < 4; c++) {
        sums[0][c] = fmaf(a.x, values[c], sums[0][c]);
        sums[1][c] = fmaf(a.y, values[c], sums[1][c]);
      }
    }
  }
  float* out = (transposed ? t_gradient : s_gradient) + image * positions * width;
#pragma unroll
  for (int r = 0; r < 2; r++)
#pragma unroll
    for (int c = 0; c < 4; c++)
      if (row0 + row + r < positions && column0 + column + c < width)
        out[(long long)(row0 + row + r) * width + column0 + column + c] = sums[r][c];
}
EXPORT_KERNEL(correspondence_gradients, THREADS)
