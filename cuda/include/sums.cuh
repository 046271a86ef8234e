// Sums of double values over lanes and threads, always in the same order.
#pragma once
#include "gpu.cuh"

// The sum over groups of WIDTH neighbouring lanes, in every lane.
template <int WIDTH>
DEV double group_sum(double v EMU_ONLY(, EMU_LOC)) {
#pragma unroll
  for (int o = WIDTH / 2; o > 0; o >>= 1) v += __shfl_xor_sync(FULL, v, o, 32 EMU_ONLY(, EMU_AT));
  return v;
}

// The sum over the block, in every thread; parts has one place for each warp. Ends with all threads
// past the last read of parts.
DEV double block_sum(double v, double* parts) {
  v = group_sum<32>(v);
  if ((threadIdx.x & 31) == 0) parts[threadIdx.x >> 5] = v;
  __syncthreads();
  double sum = 0;
  for (unsigned w = 0; w < blockDim.x >> 5; w++) sum += parts[w];
  __syncthreads();
  return sum;
}
