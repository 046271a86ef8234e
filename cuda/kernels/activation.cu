// Nonlinear functions, channel factors and their gradients.
// Roofline: memory. Bytes for each value: 8 for relu and gelu, 16 for their gradients (read x and
// the gradient above, read and write the gradient below), 8 for channel factors, 12 if added. The
// error function costs some thirty instructions, which hide behind the loads.
#include "activations.cuh"
#include "elementwise.cuh"

constexpr int THREADS = 256;

// out = max(x, 0)
extern "C" __global__ void __launch_bounds__(THREADS) relu(const float* x, float* out, int count) {
  each(count, [](float x, float& out) { out = relu_of(x); }, Read(x), Write(out));
}
EXPORT_KERNEL(relu, THREADS)

// x_gradient += out_gradient where x > 0; NaN where x is NaN.
extern "C" __global__ void __launch_bounds__(THREADS)
    relu_gradient(const float* x, const float* out_gradient, float* x_gradient, int count) {
  each(
      count,
      [](float x, float above, float& below) {
        if (!(x <= 0.f)) below = x > 0.f ? below + above : x;
      },
      Read(x), Read(out_gradient), Update(x_gradient));
}
EXPORT_KERNEL(relu_gradient, THREADS)

// out = x/2 * (1 + erf(x/sqrt(2)))
extern "C" __global__ void __launch_bounds__(THREADS) gelu(const float* x, float* out, int count) {
  each(count, [](float x, float& out) { out = gelu_of(x); }, Read(x), Write(out));
}
EXPORT_KERNEL(gelu, THREADS)

// x_gradient += out_gradient * slope(x)
extern "C" __global__ void __launch_bounds__(THREADS)
    gelu_gradient(const float* x, const float* out_gradient, float* x_gradient, int count) {
  each(
      count, [](float x, float above, float& below) { below += above * gelu_slope(x); }, Read(x),
      Read(out_gradient), Update(x_gradient));
}
EXPORT_KERNEL(gelu_gradient, THREADS)

DEV void scale_one(float x, float factor, float* out, bool accumulate) {
  *out = accumulate ? *out + x * factor : x * factor;
}

// out[b,p,c] = x[b,p,c] * factors[b,c], or added to out. Four channels at once where rows are whole
// quads: they share the division that finds their image.
extern "C" __global__ void __launch_bounds__(THREADS)
    scale_channels(const float* x, const float* factors, float* out, int count, int pixels,
                   int channels, int accumulate) {
  const unsigned image_size = (unsigned)pixels * channels;
  const bool quads = channels % 4 == 0 && aligned16(x) && aligned16(factors) && aligned16(out);
  const int step = quads ? 4 : 1;
  for (long long i = step * thread_index(); i < count; i += step * thread_count()) {
    const unsigned image = (unsigned)i / image_size;
    const long long factor = (long long)image * channels + (unsigned)i % channels;
    if (quads) {
      const float4 value = *reinterpret_cast<const float4*>(x + i);
      const float4 scale = *reinterpret_cast<const float4*>(factors + factor);
      float4 result = accumulate ? *reinterpret_cast<float4*>(out + i) : make_float4(0, 0, 0, 0);
      scale_one(value.x, scale.x, &result.x, accumulate);
      scale_one(value.y, scale.y, &result.y, accumulate);
      scale_one(value.z, scale.z, &result.z, accumulate);
      scale_one(value.w, scale.w, &result.w, accumulate);
      *reinterpret_cast<float4*>(out + i) = result;
    } else {
      scale_one(x[i], factors[factor], out + i, accumulate);
    }
  }
}
EXPORT_KERNEL(scale_channels, THREADS)
