// Reductions over the lanes of a warp and the threads of a block. The order is fixed by lane and
// warp number, so the same inputs give the same bits; every lane gets the result.
#pragma once
#include "gpu.cuh"

struct Sum {
  template <class T> DEV T operator()(T a, T b) const { return a + b; }
};

// The larger one; NaN if either is NaN, which fmaxf would swallow.
struct NanMax {
  template <class T> DEV T operator()(T a, T b) const { return a > b || a != a ? a : b; }
};

// Over WIDTH neighbouring lanes: the whole warp, or each aligned group of 2, 4, 8 or 16 by itself.
// All 32 lanes must arrive.
template <int WIDTH = 32, class T, class Op> DEV T warp_reduce(T v, Op op EMU_ONLY(, EMU_LOC)) {
#pragma unroll
  for (int o = WIDTH / 2; o > 0; o >>= 1) v = op(v, __shfl_xor_sync(FULL, v, o, 32 EMU_ONLY(, EMU_AT)));
  return v;
}

// Over a block of WARPS whole warps; shared has room for one value a warp, free again on return.
template <int WARPS, class T, class Op> DEV T block_reduce(T v, Op op, T* shared EMU_ONLY(, EMU_LOC)) {
  static_assert(WARPS >= 1 && WARPS <= 32 && (WARPS & (WARPS - 1)) == 0, "a power of two of warps");
  v = warp_reduce(v, op EMU_ONLY(, EMU_AT));
  if ((threadIdx.x & 31) == 0) shared[threadIdx.x >> 5] = v;
  __syncthreads();
  v = warp_reduce<WARPS>(shared[threadIdx.x & (WARPS - 1)], op EMU_ONLY(, EMU_AT));
  __syncthreads();
  return v;
}
