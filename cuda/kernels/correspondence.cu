// The correspondence loss, first and last step: the means that centre F, and the statistics.
//
// The mean of F[i,j] = f[i]·g[j] over j is f[i]·(mean of g), because the product is linear: so the
// means are known before the first tile of F, and F is never needed twice. See
// docs/cuda-correspondence.md, and correspondence_ladder.cu for what was there before.
#include "ordered_sum.cuh"

constexpr int THREADS = 256;
constexpr int COLUMNS = 64;  // of the features, in one block
constexpr int GROUPS = THREADS / COLUMNS;

// The mean of COLUMNS columns of g, by GROUPS threads a column, into shared memory.
DEV void column_means(const float* g, float (&mean)[COLUMNS], int positions, int width, int column) {
  SHARED(float, sums, [GROUPS][COLUMNS]);
  const int c = threadIdx.x % COLUMNS, group = threadIdx.x / COLUMNS;
  float sum = 0;
  if (column + c < width) {
#pragma unroll 8
    for (int j = group; j < positions; j += GROUPS) sum += g[(long long)j * width + column + c];
  }
  sums[group][c] = sum;
  __syncthreads();
  if (group == 0) {
#pragma unroll
    for (int other = 1; other < GROUPS; other++) sum += sums[other][c];
    mean[c] = sum / positions;
  }
  __syncthreads();
}

// Block (image, piece of COLUMNS features): what the piece adds to the mean of F over j, for each
// position i, and the sum of that over i.
extern "C" __global__ void __launch_bounds__(THREADS) correspondence_means(
    const float* f, const float* g, float* row_parts, double* image_parts, int images,
    int positions, int width) {
  SHARED(float, mean, [COLUMNS]);
  const int lane = threadIdx.x % 32, column = blockIdx.y * COLUMNS;
  const long long first = (long long)blockIdx.x * positions;
  column_means(g + first * width, mean, positions, width, column);
  float* out = row_parts + (long long)blockIdx.y * images * positions + first;
  double all = 0;
  for (int i = threadIdx.x / 32; i < positions; i += THREADS / 32) {
    const float* row = f + (first + i) * width + column;
    float sum = 0;
    for (int c = lane; c < COLUMNS && column + c < width; c += 32) sum += row[c] * mean[c];
    sum = warp_sum(sum);
    if (lane == 0) {
      out[i] = sum;
      all += sum;
    }
  }
  all = ordered_block_sum<THREADS>(all);
  if (threadIdx.x == 0) image_parts[blockIdx.y * images + blockIdx.x] = all;
}
EXPORT_KERNEL(correspondence_means, THREADS)

// The mean loss, the mean of S and the mean of F, from what the blocks of the other kernels left.
extern "C" __global__ void __launch_bounds__(THREADS) correspondence_statistics(
    const double* parts, int part_count, const double* image_parts, int image_part_count,
    float* statistics, double pairs, double rows) {
  const double loss = ordered_sum_of<THREADS>(parts, part_count, 2);
  const double similarity = ordered_sum_of<THREADS>(parts + 1, part_count, 2);
  const double features = ordered_sum_of<THREADS>(image_parts, image_part_count, 1);
  if (threadIdx.x != 0) return;
  statistics[0] = (float)(loss / fmax(pairs, 1.));
  statistics[1] = (float)(similarity / fmax(pairs, 1.));
  statistics[2] = (float)(features / fmax(rows, 1.));
}
EXPORT_KERNEL(correspondence_statistics, THREADS)
