// gpu.cuh - what every kernel includes: the few instructions that have no name in CUDA C++, under
// names of their own. This is the only file with inline PTX. For the GPU a name is one PTX
// instruction; for the emulation it is a function that does the same to the same lanes
// (cuda/emulation). conformance.cu checks each of them, on the emulation and on real GPUs.
#pragma once
#ifdef __CUDACC__
#include <cuda_bf16.h>
#include <cuda_fp16.h>

#include <cstdint>
// The emulation finds kernels by this; nvcc's own name for an extern "C" kernel is enough for CUDA.
#define EXPORT_KERNEL(name, max_threads)
#define SHARED(T, name, dims) __shared__ __align__(16) T name dims
#define DYN_SHARED(T, name)                                      \
  extern __shared__ __align__(128) unsigned char gpu_dyn_smem[]; \
  T* name = reinterpret_cast<T*>(gpu_dyn_smem)
#define EMU_ONLY(...)
#else
#include "../emulation/cuda_host.h"
// Parameters that carry the caller's line, so that a fault is reported where it was made.
#define EMU_ONLY(...) __VA_ARGS__
#endif
#define DEV __device__ __forceinline__
#define FULL 0xffffffffu  // all 32 lanes of a warp

struct tf32 {  // float32 in memory; a tensor core reads its upper 19 bits
  float v;
};

#ifdef __CUDACC__
DEV unsigned shared_address(const void* p) { return (unsigned)__cvta_generic_to_shared(p); }
#endif

// ---- copies from global to shared memory that run beside arithmetic

// Begins to copy 16 bytes, or to write 16 zero bytes where !pred; both addresses 16-byte aligned.
DEV void cp_async16(void* smem, const void* gmem, bool pred EMU_ONLY(, EMU_LOC)) {
#ifdef __CUDACC__
  asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;\n" ::"r"(shared_address(smem)),
               "l"(__cvta_generic_to_global(gmem)), "r"(pred ? 16 : 0)
               : "memory");
#else
  ::emulation::async_copy(smem, gmem, 16, pred ? 16 : 0, EMU_AT);
#endif
}

// Ends a group of this thread's copies.
DEV void cp_async_commit() {
#ifdef __CUDACC__
  asm volatile("cp.async.commit_group;\n" ::: "memory");
#else
  ::emulation::async_commit();
#endif
}

// Waits until at most N of this thread's groups are under way. What other threads copied needs a
// barrier besides.
template <int N>
DEV void cp_async_wait() {
#ifdef __CUDACC__
  asm volatile("cp.async.wait_group %0;\n" ::"n"(N) : "memory");
#else
  ::emulation::async_wait(N);
#endif
}

// ---- fragments of tensor-core products

// Loads four 8 x 8 matrices of 16-bit values. Lane l gives the address of row l % 8 of matrix l / 8
// (16 bytes, aligned) and gets of each matrix row l / 4, columns 2 (l % 4) and the next.
DEV void ldmatrix_x4(uint32_t (&r)[4], const void* p EMU_ONLY(, EMU_LOC)) {
#ifdef __CUDACC__
  asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0,%1,%2,%3}, [%4];\n"
               : "=r"(r[0]), "=r"(r[1]), "=r"(r[2]), "=r"(r[3])
               : "r"(shared_address(p))
               : "memory");
#else
  ::emulation::load_matrix(r, p, 4, false, EMU_AT);
#endif
}

// The same with each matrix transposed.
DEV void ldmatrix_x4_trans(uint32_t (&r)[4], const void* p EMU_ONLY(, EMU_LOC)) {
#ifdef __CUDACC__
  asm volatile("ldmatrix.sync.aligned.m8n8.x4.trans.shared.b16 {%0,%1,%2,%3}, [%4];\n"
               : "=r"(r[0]), "=r"(r[1]), "=r"(r[2]), "=r"(r[3])
               : "r"(shared_address(p))
               : "memory");
#else
  ::emulation::load_matrix(r, p, 4, true, EMU_AT);
#endif
}

// Mma<T>::mma: d += a b for one warp, a 16 x K and b K x 8, with K = 16 for __half and
// __nv_bfloat16 and K = 8 for tf32: 32 bytes of K in each case. Of d, lane l holds rows l / 4 and
// l / 4 + 8, columns 2 (l % 4) and the next.
template <class T>
struct Mma;
#ifdef __CUDACC__
#define GPU_MMA(T, SHAPE, TYPE)                                                                \
  template <>                                                                                  \
  struct Mma<T> {                                                                              \
    static DEV void mma(                                                                       \
        float (&d)[4], const uint32_t (&a)[4], uint32_t b0, uint32_t b1) {                     \
      asm volatile("mma.sync.aligned." SHAPE ".row.col.f32." TYPE "." TYPE ".f32 "             \
                   "{%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};\n"                   \
                   : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3])                            \
                   : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b0), "r"(b1));            \
    }                                                                                          \
  };
GPU_MMA(__half, "m16n8k16", "f16")
GPU_MMA(__nv_bfloat16, "m16n8k16", "bf16")
GPU_MMA(tf32, "m16n8k8", "tf32")
#else
#define HOST_MMA(T, FUNCTION, NAME)                                                            \
  template <>                                                                                  \
  struct Mma<T> {                                                                              \
    static DEV void mma(                                                                       \
        float (&d)[4], const uint32_t (&a)[4], uint32_t b0, uint32_t b1, EMU_LOC) {            \
      uint32_t b[2] = {b0, b1};                                                                \
      ::emulation::multiply(::emulation::FUNCTION, d, a, b, NAME, EMU_AT);                     \
    }                                                                                          \
  };
HOST_MMA(__half, multiply_half, "mma.m16n8k16.f16")
HOST_MMA(__nv_bfloat16, multiply_bfloat16, "mma.m16n8k16.bf16")
HOST_MMA(tf32, multiply_tf32, "mma.m16n8k8.tf32")
#endif

// ---- arithmetic

// The bits of a float32 rounded to tf32, halves away from zero.
DEV uint32_t round_tf32(uint32_t x) {
#ifdef __CUDACC__
  uint32_t r;
  asm("cvt.rna.tf32.f32 %0, %1;\n" : "=r"(r) : "f"(__uint_as_float(x)));
  return r;
#else
  return ((x & 0x7f800000u) == 0x7f800000u) ? x : (x + 0x1000u) & ~0x1fffu;
#endif
}

// 2 to the power x within 2 units in the last place; subnormal results are 0 on the GPU.
DEV float fast_exp2(float x) {
#ifdef __CUDACC__
  float r;
  asm("ex2.approx.ftz.f32 %0, %1;\n" : "=f"(r) : "f"(x));
  return r;
#else
  return exp2f(x);
#endif
}

// ---- conversions by element type; pack puts two values into one register, the first one low

template <class T>
struct Elem;
template <>
struct Elem<float> {
  static DEV float to(float x) { return x; }
  static DEV float from(float x) { return x; }
};
template <>
struct Elem<__half> {
  static DEV float to(__half x) { return __half2float(x); }
  static DEV __half from(float x) { return __float2half_rn(x); }
  static DEV uint32_t pack(float low, float high) {
    __half2 both = __floats2half2_rn(low, high);
    return *reinterpret_cast<uint32_t*>(&both);
  }
};
template <>
struct Elem<__nv_bfloat16> {
  static DEV float to(__nv_bfloat16 x) { return __bfloat162float(x); }
  static DEV __nv_bfloat16 from(float x) { return __float2bfloat16_rn(x); }
  static DEV uint32_t pack(float low, float high) {
    __nv_bfloat162 both = __floats2bfloat162_rn(low, high);
    return *reinterpret_cast<uint32_t*>(&both);
  }
};

// The sum over the 32 lanes, in every lane, always in the same order.
DEV float warp_sum(float v EMU_ONLY(, EMU_LOC)) {
#pragma unroll
  for (int o = 16; o > 0; o >>= 1) v += __shfl_xor_sync(FULL, v, o, 32 EMU_ONLY(, EMU_AT));
  return v;
}
