// The second stage of the losses' sums: one block adds the parts that blocks have left, in their
// order, so that the bits are the same in every run.
#include "ordered_sum.cuh"

constexpr int THREADS = 256;

extern "C" __global__ void __launch_bounds__(THREADS) sum_parts(const double* parts, double* sum,
                                                                int count) {
  const double all = ordered_sum_of<THREADS>(parts, count, 1);
  if (threadIdx.x == 0) *sum = all;
}
EXPORT_KERNEL(sum_parts, THREADS)

// out = (sum of the parts) / *divisor, and 0 if that is 0.
extern "C" __global__ void __launch_bounds__(THREADS) mean_of_parts(
    const double* parts, int count, const double* divisor, float* out) {
  const double all = ordered_sum_of<THREADS>(parts, count, 1);
  if (threadIdx.x == 0) *out = *divisor == 0 ? 0 : (float)(all / *divisor);
}
EXPORT_KERNEL(mean_of_parts, THREADS)

// out = -(sum of the parts) / divisor, and 0 if that is 0.
extern "C" __global__ void __launch_bounds__(THREADS) negative_mean(
    const double* parts, int count, int divisor, float* out) {
  const double all = ordered_sum_of<THREADS>(parts, count, 1);
  if (threadIdx.x == 0) *out = divisor == 0 ? 0 : (float)(-all / divisor);
}
EXPORT_KERNEL(negative_mean, THREADS)
