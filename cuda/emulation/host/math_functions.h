// Functions on numbers and bits. The fast, approximate ones are exact here: tests allow for it.
#pragma once

static inline float rsqrtf(float x) { return 1.0f / sqrtf(x); }
static inline double rsqrt(double x) { return 1.0 / ::sqrt(x); }
// Macros, because the C library's own headers declare functions of these names.
#define __expf(x) expf(x)
#define __exp2f(x) exp2f(x)
#define __exp10f(x) exp10f(x)
#define __logf(x) logf(x)
#define __log2f(x) log2f(x)
#define __sinf(x) sinf(x)
#define __cosf(x) cosf(x)
#define __powf(x, y) powf(x, y)

// volatile keeps the compiler from fusing what the kernel asked to be rounded separately.
static inline float __fadd_rn(float a, float b) { volatile float sum = a + b; return sum; }
static inline float __fsub_rn(float a, float b) { volatile float sum = a - b; return sum; }
static inline float __fmul_rn(float a, float b) { volatile float product = a * b; return product; }
static inline float __fmaf_rn(float a, float b, float c) { return fmaf(a, b, c); }
static inline float __fdiv_rn(float a, float b) { return a / b; }
static inline float __fdividef(float a, float b) { return a / b; }
static inline float __frcp_rn(float x) { return 1.0f / x; }
static inline float __fsqrt_rn(float x) { return sqrtf(x); }
static inline float __frsqrt_rn(float x) { return 1.0f / sqrtf(x); }
static inline float __saturatef(float x) { return x > 0.f ? (x < 1.f ? x : 1.f) : 0.f; }
static inline double __dadd_rn(double a, double b) { volatile double sum = a + b; return sum; }
static inline double __dmul_rn(double a, double b) { volatile double product = a * b; return product; }

static inline int __float2int_rn(float x) { return static_cast<int>(rintf(x)); }
static inline int __float2int_rz(float x) { return static_cast<int>(x); }
static inline int __float2int_rd(float x) { return static_cast<int>(floorf(x)); }
static inline float __int2float_rn(int x) { return static_cast<float>(x); }

#define EMULATION_BITS(name, From, To)  \
  static inline To name(From from) {    \
    static_assert(sizeof(From) == sizeof(To), "the same bits"); \
    To to;                              \
    memcpy(&to, &from, sizeof to);      \
    return to;                          \
  }
EMULATION_BITS(__float_as_int, float, int)
EMULATION_BITS(__float_as_uint, float, unsigned)
EMULATION_BITS(__int_as_float, int, float)
EMULATION_BITS(__uint_as_float, unsigned, float)
EMULATION_BITS(__double_as_longlong, double, long long)
EMULATION_BITS(__longlong_as_double, long long, double)
#undef EMULATION_BITS

static inline int __popc(unsigned x) { return __builtin_popcount(x); }
static inline int __popcll(unsigned long long x) { return __builtin_popcountll(x); }
static inline int __ffs(int x) { return __builtin_ffs(x); }
static inline int __ffsll(long long x) { return __builtin_ffsll(x); }
static inline int __clz(int x) { return x ? __builtin_clz(static_cast<unsigned>(x)) : 32; }
static inline int __clzll(long long x) {
  return x ? __builtin_clzll(static_cast<unsigned long long>(x)) : 64;
}
static inline unsigned __brev(unsigned x) {
  unsigned reversed = 0;
  for (int i = 0; i < 32; i++) reversed |= ((x >> i) & 1u) << (31 - i);
  return reversed;
}
static inline int __mulhi(int a, int b) {
  return static_cast<int>((static_cast<int64_t>(a) * b) >> 32);
}
static inline unsigned __umulhi(unsigned a, unsigned b) {
  return static_cast<unsigned>((static_cast<uint64_t>(a) * b) >> 32);
}
static inline unsigned long long __umul64hi(unsigned long long a, unsigned long long b) {
  return static_cast<unsigned long long>((static_cast<unsigned __int128>(a) * b) >> 64);
}
static inline int __mul24(int a, int b) { return a * b; }
// Four bytes picked out of the eight of b and a, by the four nibbles of `selector`.
static inline unsigned __byte_perm(unsigned a, unsigned b, unsigned selector) {
  const uint64_t bytes = (static_cast<uint64_t>(b) << 32) | a;
  unsigned picked = 0;
  for (int i = 0; i < 4; i++) {
    const unsigned from = (selector >> (4 * i)) & 7;
    picked |= static_cast<unsigned>((bytes >> (8 * from)) & 255) << (8 * i);
  }
  return picked;
}

#define EMULATION_MIN_MAX(T)                                  \
  static inline T min(T a, T b) { return b < a ? b : a; }     \
  static inline T max(T a, T b) { return a < b ? b : a; }
EMULATION_MIN_MAX(int)
EMULATION_MIN_MAX(unsigned)
EMULATION_MIN_MAX(long)
EMULATION_MIN_MAX(unsigned long)
EMULATION_MIN_MAX(long long)
EMULATION_MIN_MAX(unsigned long long)
#undef EMULATION_MIN_MAX
static inline float min(float a, float b) { return fminf(a, b); }
static inline float max(float a, float b) { return fmaxf(a, b); }
static inline double min(double a, double b) { return fmin(a, b); }
static inline double max(double a, double b) { return fmax(a, b); }
