// The first steps of the matrix product's ladder, out(M,N) = a(M,K) b(K,N), for reading and for
// comparison: the library launches v3 (matrix_float32.cu) and v4 (matrix_tensor_core.cuh).
#include "elementwise.cuh"

constexpr int SIDE = 16;
constexpr int THREADS = SIDE * SIDE;

// v1, naive: one thread a value. Every multiply-add reads two values from global memory, 8 bytes for
// 2 operations: 1/4 operation a byte, though the caches soften it, for the threads of a warp share a
// row of a and read neighbouring columns of b.
extern "C" __global__ void __launch_bounds__(THREADS)
    product_naive(const float* a, const float* b, float* out, int m, int n, int k) {
  const long long i = thread_index();
  const long long row = i / n, column = i % n;
  if (row >= m) return;
  float sum = 0.f;
  for (int at = 0; at < k; at++) sum += a[row * k + at] * b[(long long)at * n + column];
  out[i] = sum;
}
EXPORT_KERNEL(product_naive, THREADS)

DEV float value_or_zero(const float* values, int rows, int columns, int row, int column) {
  return row < rows && column < columns ? values[(long long)row * columns + column] : 0.f;
}

// v2, shared memory: a block of 16 x 16 threads brings 16 x 16 values of a and of b to shared memory
// and uses each 16 times. Global memory sees a sixteenth of v1's reads: 4 operations a byte. Now
// shared memory sets the pace: two reads for one multiply-add.
extern "C" __global__ void __launch_bounds__(THREADS)
    product_tiled(const float* a, const float* b, float* out, int m, int n, int k) {
  SHARED(float, a_tile, [SIDE][SIDE]);
  SHARED(float, b_tile, [SIDE][SIDE]);
  const int across = threadIdx.x % SIDE, down = threadIdx.x / SIDE;
  const int tiles_across = (n + SIDE - 1) / SIDE;
  const int row = blockIdx.x / tiles_across * SIDE + down;
  const int column = blockIdx.x % tiles_across * SIDE + across;
  float sum = 0.f;
  for (int from = 0; from < k; from += SIDE) {
    a_tile[down][across] = value_or_zero(a, m, k, row, from + across);
    b_tile[down][across] = value_or_zero(b, k, n, from + down, column);
    __syncthreads();
#pragma unroll
    for (int at = 0; at < SIDE; at++) sum += a_tile[down][at] * b_tile[at][across];
    __syncthreads();
  }
  if (row < m && column < n) out[(long long)row * n + column] = sum;
}
EXPORT_KERNEL(product_tiled, THREADS)
