// out[m,k] = x[m].c[k] / (max(|x[m]|,1e-12).max(|c[k]|,1e-12)): lengths first, then the product of
// rows that are divided by theirs on the way into shared memory, so that nothing overflows.
// Roofline: memory; a point is read twice (the second time mostly from the L2 cache) and K values
// are written.
#include "row_products.cuh"
#include "reductions.cuh"

// factors[m] = 1 / max(|x[m]|, 1e-12), one warp a row.
extern "C" __global__ void __launch_bounds__(256)
    cosine_factors(const float* x, float* factors, int count, int width) {
  const long long row = (long long)blockIdx.x * 8 + (threadIdx.x >> 5);
  if (row >= count) return;
  double sum = 0;
  for (int i = threadIdx.x & 31; i < width; i += 32) {
    const double v = x[row * width + i];
    sum += v * v;
  }
  const double norm = sqrt(warp_reduce(sum, Sum()));
  if ((threadIdx.x & 31) == 0) factors[row] = (float)(1 / (norm <= 1e-12 ? 1e-12 : norm));
}
EXPORT_KERNEL(cosine_factors, 256)

// Blocks: column tiles within row tiles.
extern "C" __global__ void __launch_bounds__(TILE_THREADS)
    cosine(const float* x, const float* x_factors, const float* centroids,
           const float* centroid_factors, float* out, int count, int clusters, int width) {
  SHARED(float, xs, [TILE_ROWS][TILE_STRIDE]);
  SHARED(float, cs, [32][TILE_STRIDE]);
  const Rows rows = {x, x_factors, count, width};
  const Rows columns = {centroids, centroid_factors, clusters, width};
  const int column_tiles = (clusters + 31) / 32;
  const int first = blockIdx.x / column_tiles * TILE_ROWS;
  const int c0 = blockIdx.x % column_tiles * 32;
  float sums[4][4], squares[2];
  multiply_rows<4>(rows, first, columns, c0, xs, cs, sums, squares);
#pragma unroll
  for (int j = 0; j < 4; j++)
#pragma unroll
    for (int e = 0; e < 4; e++) {
      const int m = first + fragment_row() + (e >> 1) * 8, k = c0 + fragment_column(j, e);
      if (m < count && k < clusters) out[(long long)m * clusters + k] = sums[j][e];
    }
}
EXPORT_KERNEL(cosine, TILE_THREADS)
