// The words nvcc adds to C++, and its vector types.
#pragma once

#define __global__
#define __device__
#define __host__
#define __constant__ static
#define __forceinline__ inline __attribute__((always_inline))
#define __noinline__ __attribute__((noinline))
#define __launch_bounds__(...)  // EXPORT_KERNEL repeats the bound, so that a launch can be held to it
#define __align__(n) __attribute__((aligned(n)))
#define __restrict __restrict__
// Plain `__shared__` has no bounds and no name here: SHARED and DYN_SHARED (kernels.h) have both.
#define __shared__ static_assert(false, "write SHARED(type, name, [n]) or DYN_SHARED(type, name)");

// Alignment matters: a float4 is loaded with one instruction, which needs 16 bytes of it.
#define EMULATION_VECTOR(T, N2, N3, N4, ALIGN2, ALIGN4)               \
  struct __attribute__((aligned(ALIGN2))) N2 { T x, y; };             \
  struct N3 { T x, y, z; };                                           \
  struct __attribute__((aligned(ALIGN4))) N4 { T x, y, z, w; };       \
  static inline N2 make_##N2(T x, T y) { return {x, y}; }             \
  static inline N3 make_##N3(T x, T y, T z) { return {x, y, z}; }     \
  static inline N4 make_##N4(T x, T y, T z, T w) { return {x, y, z, w}; }
EMULATION_VECTOR(float, float2, float3, float4, 8, 16)
EMULATION_VECTOR(int, int2, int3, int4, 8, 16)
EMULATION_VECTOR(unsigned, uint2, uint3, uint4, 8, 16)
EMULATION_VECTOR(double, double2, double3, double4, 16, 16)
EMULATION_VECTOR(short, short2, short3, short4, 4, 8)
EMULATION_VECTOR(unsigned short, ushort2, ushort3, ushort4, 4, 8)
EMULATION_VECTOR(unsigned char, uchar2, uchar3, uchar4, 2, 4)
EMULATION_VECTOR(signed char, char2, char3, char4, 2, 4)
EMULATION_VECTOR(long long, longlong2, longlong3, longlong4, 16, 16)
#undef EMULATION_VECTOR

struct dim3 {
  unsigned x, y, z;
  constexpr dim3(unsigned x = 1, unsigned y = 1, unsigned z = 1) : x(x), y(y), z(z) {}
};
typedef unsigned int uint;
typedef unsigned short ushort;
typedef unsigned char uchar;
