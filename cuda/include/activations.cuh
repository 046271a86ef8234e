// activations.cuh - nonlinear functions of one value, and their slopes.
#pragma once
#include "gpu.cuh"

// max(x, 0). NaN stays NaN, which fmaxf would swallow.
DEV float relu_of(float x) { return x <= 0.f ? 0.f : x; }

DEV float gelu_of(float x) { return 0.5f * x * (1.f + erff(x * 0.70710678f)); }

// The normal distribution at x plus x times its density.
DEV float gelu_slope(float x) {
  return 0.5f * (1.f + erff(x * 0.70710678f)) + x * 0.39894228f * expf(-0.5f * x * x);
}
