// Copies, constants and weighted sums. Roofline: memory; 8, 4 and 12 bytes a value.
#include "elementwise.cuh"

constexpr int THREADS = 256;

// out = x
extern "C" __global__ void __launch_bounds__(THREADS)
    copy_values(const float* x, float* out, int count) {
  each(count, [](float x, float& out) { out = x; }, Read(x), Write(out));
}
EXPORT_KERNEL(copy_values, THREADS)

// out = value everywhere
extern "C" __global__ void __launch_bounds__(THREADS)
    fill_values(float value, float* out, long long count) {
  each(count, [=](float& out) { out = value; }, Write(out));
}
EXPORT_KERNEL(fill_values, THREADS)

// out = alpha * a + beta * b
extern "C" __global__ void __launch_bounds__(THREADS)
    weighted_sum(float alpha, const float* a, float beta, const float* b, float* out, int count) {
  each(
      count, [=](float a, float b, float& out) { out = alpha * a + beta * b; }, Read(a), Read(b),
      Write(out));
}
EXPORT_KERNEL(weighted_sum, THREADS)
