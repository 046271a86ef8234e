// A row of values spread over the lanes of one warp: lane l has the values l, l + 32, l + 64 ...
// Each request is 128 neighbouring bytes at any alignment, and up to 24 of them are in flight, so
// wider loads would save instructions but no time. Rows of up to 32 MOST values stay in registers
// between the passes; longer ones are read again, mostly from L1.
#pragma once
#include "gpu.cuh"

constexpr int ROW_WARPS = 8;                  // rows of a block
constexpr int ROW_THREADS = 32 * ROW_WARPS;

// The row of this warp; not below the number of rows in the last block.
DEV long long warp_row() { return (long long)blockIdx.x * ROW_WARPS + (threadIdx.x >> 5); }

template <int VALUES> struct CachedRow {
  float value[VALUES];
  int width;

  DEV CachedRow(const float* x, int width) : width(width) {
#pragma unroll
    for (int r = 0; r < VALUES; r++) {
      const int i = (threadIdx.x & 31) + 32 * r;
      value[r] = i < width ? x[i] : 0.f;
    }
  }

  // Calls f(index, value) for each value of this lane, in rising order.
  template <class F> DEV void each(F f) const {
#pragma unroll
    for (int r = 0; r < VALUES; r++) {
      const int i = (threadIdx.x & 31) + 32 * r;
      if (i < width) f(i, value[r]);
    }
  }
};

struct StreamedRow {
  const float* x;
  int width;

  DEV StreamedRow(const float* x, int width) : x(x), width(width) {}

  template <class F> DEV void each(F f) const {
    for (int i = threadIdx.x & 31; i < width; i += 32) f(i, x[i]);
  }
};

// Calls use(row) with the form that suits the width; MOST values of a lane are 12 or 24.
template <int MOST, class F> DEV void with_row(const float* x, int width, F use) {
  if (width <= 32) {
    use(CachedRow<1>(x, width));
  } else if (width <= 128) {
    use(CachedRow<4>(x, width));
  } else if (width <= 384) {
    use(CachedRow<12>(x, width));
  } else if (width <= 32 * MOST) {
    use(CachedRow<MOST>(x, width));
  } else {
    use(StreamedRow(x, width));
  }
}
