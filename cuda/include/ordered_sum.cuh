// Sums over a block in a fixed order, so that the bits are the same in every run.
#pragma once
#include "gpu.cuh"

// The sum over all THREADS of a block, returned to each of them. Every thread must call it.
template <int THREADS> DEV double ordered_block_sum(double value) {
  SHARED(double, of_warps, [THREADS / 32]);
#pragma unroll
  for (int distance = 16; distance > 0; distance >>= 1)
    value += __shfl_xor_sync(FULL, value, distance);
  __syncthreads();  // the sum before this one may still be read
  if ((threadIdx.x & 31) == 0) of_warps[threadIdx.x >> 5] = value;
  __syncthreads();
  double sum = 0;
#pragma unroll
  for (int warp = 0; warp < THREADS / 32; warp++) sum += of_warps[warp];
  return sum;
}

// The sum of count partial sums, every stride-th, by one block.
template <int THREADS> DEV double ordered_sum_of(const double* parts, int count, int stride) {
  double sum = 0;
  for (int i = threadIdx.x; i < count; i += THREADS) sum += parts[(long long)i * stride];
  return ordered_block_sum<THREADS>(sum);
}
