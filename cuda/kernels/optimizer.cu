// One step of Adam and of gradient descent, every value by itself.
// Roofline: memory. Adam reads four arrays and writes three, 28 bytes a value; gradient descent
// reads three and writes two, 20. All of a step is one launch: as separate operations on whole
// tensors the same step would move some 100 bytes a value.
// The order of roundings is PyTorch's: products and sums that the compiler might fuse into one
// rounding are spelled out by __fmul_rn and __fadd_rn.
#include "elementwise.cuh"

constexpr int THREADS = 256;

DEV float decayed(float gradient, float decay, float value) {
  return decay == 0.f ? gradient : __fadd_rn(gradient, __fmul_rn(decay, value));
}

// rest is 1 - beta; rate is divided by the correction of the mean already.
extern "C" __global__ void __launch_bounds__(THREADS)
    adam(float* parameter, const float* gradient, float* mean, float* square, int count,
         float beta1, float rest1, float beta2, float rest2, float rate, float correction,
         float epsilon, float decay) {
  each(
      count,
      [=](float& value, float gradient, float& mean, float& square) {
        const float slope = decayed(gradient, decay, value);
        mean = __fadd_rn(__fmul_rn(mean, beta1), __fmul_rn(rest1, slope));
        square = __fadd_rn(__fmul_rn(square, beta2), __fmul_rn(__fmul_rn(rest2, slope), slope));
        const float scale = __fsqrt_rn(square) / correction + epsilon;
        value -= __fmul_rn(rate, mean) / scale;
      },
      Update(parameter), Read(gradient), Update(mean), Update(square));
}
EXPORT_KERNEL(adam, THREADS)

// Without momentum: no velocity is kept.
extern "C" __global__ void __launch_bounds__(THREADS)
    sgd(float* parameter, const float* gradient, int count, float rate, float decay) {
  each(
      count,
      [=](float& value, float gradient) {
        value = __fadd_rn(value, -__fmul_rn(rate, decayed(gradient, decay, value)));
      },
      Update(parameter), Read(gradient));
}
EXPORT_KERNEL(sgd, THREADS)

DEV float after_momentum(float value, float slope, float velocity, float rate, float momentum,
                         int nesterov) {
  const float step = nesterov ? __fadd_rn(slope, __fmul_rn(momentum, velocity)) : velocity;
  return __fadd_rn(value, -__fmul_rn(rate, step));
}

// The first step writes the velocity without reading it.
extern "C" __global__ void __launch_bounds__(THREADS)
    sgd_first_momentum(float* parameter, const float* gradient, float* velocity, int count,
                       float rate, float decay, float momentum, int nesterov) {
  each(
      count,
      [=](float& value, float gradient, float& velocity) {
        velocity = decayed(gradient, decay, value);
        value = after_momentum(value, velocity, velocity, rate, momentum, nesterov);
      },
      Update(parameter), Read(gradient), Write(velocity));
}
EXPORT_KERNEL(sgd_first_momentum, THREADS)

extern "C" __global__ void __launch_bounds__(THREADS)
    sgd_momentum(float* parameter, const float* gradient, float* velocity, int count, float rate,
                 float decay, float momentum, int nesterov) {
  each(
      count,
      [=](float& value, float gradient, float& velocity) {
        const float slope = decayed(gradient, decay, value);
        velocity = __fadd_rn(__fmul_rn(velocity, momentum), slope);
        value = after_momentum(value, slope, velocity, rate, momentum, nesterov);
      },
      Update(parameter), Read(gradient), Update(velocity));
}
EXPORT_KERNEL(sgd_momentum, THREADS)
