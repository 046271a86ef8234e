// The two 16-bit floating-point types: storage, conversions, and arithmetic by way of float.
#pragma once

struct __attribute__((aligned(2))) __half { unsigned short x; };
struct __attribute__((aligned(2))) __nv_bfloat16 { unsigned short x; };
struct __attribute__((aligned(4))) __half2 { __half x, y; };
struct __attribute__((aligned(4))) __nv_bfloat162 { __nv_bfloat16 x, y; };
typedef __half half;
typedef __half2 half2;
typedef __nv_bfloat16 nv_bfloat16;

static inline float __half2float(__half h) { return _cvtsh_ss(h.x); }
static inline __half __float2half_rn(float f) {
  if (f != f) return {0x7fff};  // the one NaN that the GPU's conversion makes
  return {static_cast<unsigned short>(_cvtss_sh(f, 0))};
}
static inline __half __float2half(float f) { return __float2half_rn(f); }

static inline float __bfloat162float(__nv_bfloat16 h) {
  return __uint_as_float(static_cast<unsigned>(h.x) << 16);
}
// Half of the last place that stays is added, or just less where the even neighbour is below.
static inline __nv_bfloat16 __float2bfloat16_rn(float f) {
  const unsigned bits = __float_as_uint(f);
  if ((bits & 0x7fffffffu) > 0x7f800000u) return {0x7fff};
  return {static_cast<unsigned short>((bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16)};
}
static inline __nv_bfloat16 __float2bfloat16(float f) { return __float2bfloat16_rn(f); }

static inline __half2 __floats2half2_rn(float a, float b) {
  return {__float2half_rn(a), __float2half_rn(b)};
}
static inline __nv_bfloat162 __floats2bfloat162_rn(float a, float b) {
  return {__float2bfloat16_rn(a), __float2bfloat16_rn(b)};
}
static inline float2 __half22float2(__half2 h) { return {__half2float(h.x), __half2float(h.y)}; }
static inline float2 __bfloat1622float2(__nv_bfloat162 h) {
  return {__bfloat162float(h.x), __bfloat162float(h.y)};
}
static inline __half2 __halves2half2(__half a, __half b) { return {a, b}; }
static inline __half __low2half(__half2 h) { return h.x; }
static inline __half __high2half(__half2 h) { return h.y; }
static inline unsigned short __half_as_ushort(__half h) { return h.x; }
static inline __half __ushort_as_half(unsigned short bits) { return {bits}; }
static inline unsigned short __bfloat16_as_ushort(__nv_bfloat16 h) { return h.x; }
static inline __nv_bfloat16 __ushort_as_bfloat16(unsigned short bits) { return {bits}; }

#define EMULATION_HALF(T, wide, narrow, sign) \
  static inline T operator sign(T a, T b) { return narrow(wide(a) sign wide(b)); }
EMULATION_HALF(__half, __half2float, __float2half_rn, +)
EMULATION_HALF(__half, __half2float, __float2half_rn, -)
EMULATION_HALF(__half, __half2float, __float2half_rn, *)
EMULATION_HALF(__half, __half2float, __float2half_rn, /)
EMULATION_HALF(__nv_bfloat16, __bfloat162float, __float2bfloat16_rn, +)
EMULATION_HALF(__nv_bfloat16, __bfloat162float, __float2bfloat16_rn, -)
EMULATION_HALF(__nv_bfloat16, __bfloat162float, __float2bfloat16_rn, *)
EMULATION_HALF(__nv_bfloat16, __bfloat162float, __float2bfloat16_rn, /)
#undef EMULATION_HALF
static inline __half __hadd(__half a, __half b) { return a + b; }
static inline __half __hmul(__half a, __half b) { return a * b; }
static inline __half __hfma(__half a, __half b, __half c) {
  return __float2half_rn(fmaf(__half2float(a), __half2float(b), __half2float(c)));
}
