// Nonlinear functions, channel factors and their gradients, one thread a value.
// Roofline: memory. Each value is read once and written once: 8 bytes for relu and gelu, 12 for
// their gradients (read x, read the gradient above, read and write the gradient below: 16).
#include "gpu.cuh"

constexpr int THREADS = 256;

DEV float gelu_of(float x) { return 0.5f * x * (1.f + erff(x * 0.70710678f)); }

// The normal distribution at x plus x times its density.
DEV float gelu_slope(float x) {
  return 0.5f * (1.f + erff(x * 0.70710678f)) + x * 0.39894228f * expf(-0.5f * x * x);
}

// The index of this thread among all threads of a one-dimensional grid.
DEV long long thread_index() { return (long long)blockIdx.x * blockDim.x + threadIdx.x; }

// out = max(x, 0); NaN stays NaN, which fmaxf would swallow.
extern "C" __global__ void __launch_bounds__(THREADS) relu(const float* x, float* out, int count) {
  const long long i = thread_index();
  if (i < count) out[i] = x[i] <= 0.f ? 0.f : x[i];
}
EXPORT_KERNEL(relu, THREADS)

extern "C" __global__ void __launch_bounds__(THREADS) relu_gradient(
    const float* x, const float* out_gradient, float* x_gradient, int count) {
  const long long i = thread_index();
  if (i >= count || x[i] <= 0.f) return;
  x_gradient[i] = x[i] > 0.f ? x_gradient[i] + out_gradient[i] : x[i];
}
EXPORT_KERNEL(relu_gradient, THREADS)

extern "C" __global__ void __launch_bounds__(THREADS) gelu(const float* x, float* out, int count) {
  const long long i = thread_index();
  if (i < count) out[i] = gelu_of(x[i]);
}
EXPORT_KERNEL(gelu, THREADS)

extern "C" __global__ void __launch_bounds__(THREADS) gelu_gradient(
    const float* x, const float* out_gradient, float* x_gradient, int count) {
  const long long i = thread_index();
  if (i < count) x_gradient[i] += out_gradient[i] * gelu_slope(x[i]);
}
EXPORT_KERNEL(gelu_gradient, THREADS)

// out[b,p,c] = x[b,p,c] * factors[b,c], or added to out.
extern "C" __global__ void __launch_bounds__(THREADS) scale_channels(
    const float* x, const float* factors, float* out, int count, int pixels, int channels,
    int accumulate) {
  const long long i = thread_index();
  if (i >= count) return;
  const long long image = i / ((long long)pixels * channels);
  const float value = x[i] * factors[image * channels + i % channels];
  out[i] = accumulate ? out[i] + value : value;
}
EXPORT_KERNEL(scale_channels, THREADS)
