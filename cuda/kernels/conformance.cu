// What each wrapper of gpu.cuh and each warp primitive does, lane by lane. ConformanceTest runs these
// kernels and compares with values worked out in Java from the PTX manual's layouts: in CI on the
// emulation, and with -Dstego.gpu=required on hardware. That the two agree is what licenses
// trusting the emulation with every other kernel.
#include "gpu.cuh"

constexpr int THREADS = 32;

// ---- tensor cores. a: 4 registers a lane, b: 2, d: 4 accumulators, in and out.
template <class T>
DEV void product_of_fragments(const uint32_t* a, const uint32_t* b, float* d) {
  const int lane = threadIdx.x;
  uint32_t fragment[4];
  float sum[4];
  for (int i = 0; i < 4; i++) {
    fragment[i] = a[lane * 4 + i];
    sum[i] = d[lane * 4 + i];
  }
  Mma<T>::mma(sum, fragment, b[lane * 2], b[lane * 2 + 1]);
  for (int i = 0; i < 4; i++) d[lane * 4 + i] = sum[i];
}

#define PRODUCT_OF_FRAGMENTS(name, T)                                                \
  extern "C" __global__ void __launch_bounds__(THREADS)                              \
      name(const uint32_t* a, const uint32_t* b, float* d) {                         \
    product_of_fragments<T>(a, b, d);                                                \
  }                                                                                  \
  EXPORT_KERNEL(name, THREADS)
PRODUCT_OF_FRAGMENTS(conformance_mma_f16, __half)
PRODUCT_OF_FRAGMENTS(conformance_mma_bf16, __nv_bfloat16)
PRODUCT_OF_FRAGMENTS(conformance_mma_tf32, tf32)

// Four 8 x 8 matrices of 16-bit values, one row of 16 bytes a lane.
extern "C" __global__ void __launch_bounds__(THREADS) conformance_ldmatrix(
    const uint32_t* rows, uint32_t* straight, uint32_t* transposed) {
  SHARED(uint4, tile, [THREADS]);
  const int lane = threadIdx.x;
  tile[lane] = make_uint4(rows[4 * lane], rows[4 * lane + 1], rows[4 * lane + 2], rows[4 * lane + 3]);
  __syncwarp();
  uint32_t r[4];
  ldmatrix_x4(r, &tile[lane]);
  for (int i = 0; i < 4; i++) straight[lane * 4 + i] = r[i];
  ldmatrix_x4_trans(r, &tile[lane]);
  for (int i = 0; i < 4; i++) transposed[lane * 4 + i] = r[i];
}
EXPORT_KERNEL(conformance_ldmatrix, THREADS)

// Two groups of copies of 16 bytes a lane; odd lanes ask for zeros. The first group is looked at
// while the second may still be on its way. x: 32 vectors of four.
extern "C" __global__ void __launch_bounds__(THREADS) conformance_cp_async(
    const float4* x, float4* first, float4* second) {
  SHARED(float4, tile, [2][THREADS]);
  const int lane = threadIdx.x;
  const float4 other = make_float4(-1.f, -1.f, -1.f, -1.f);
  tile[0][lane] = other;
  tile[1][lane] = other;
  __syncwarp();
  cp_async16(&tile[0][lane], &x[lane], lane % 2 == 0);
  cp_async_commit();
  cp_async16(&tile[1][lane], &x[THREADS - 1 - lane], lane % 2 == 0);
  cp_async_commit();
  cp_async_wait<1>();
  __syncwarp();
  first[lane] = tile[0][(lane + 1) % THREADS];
  cp_async_wait<0>();
  __syncwarp();
  second[lane] = tile[1][(lane + 1) % THREADS];
}
EXPORT_KERNEL(conformance_cp_async, THREADS)

// ---- between lanes; out[lane][k], the k-th result of a lane
constexpr int LANE_RESULTS = 24;

extern "C" __global__ void __launch_bounds__(THREADS) conformance_lanes(int* out) {
  const int lane = threadIdx.x;
  int* mine = out + lane * LANE_RESULTS;
  int k = 0;
  mine[k++] = __shfl_sync(FULL, lane * 10, 5);
  mine[k++] = __shfl_sync(FULL, lane * 10, lane + 3, 8);
  mine[k++] = __shfl_up_sync(FULL, lane, 3);
  mine[k++] = __shfl_up_sync(FULL, lane, 3, 8);
  mine[k++] = __shfl_down_sync(FULL, lane, 5);
  mine[k++] = __shfl_down_sync(FULL, lane, 5, 16);
  mine[k++] = __shfl_xor_sync(FULL, lane, 17);
  mine[k++] = __shfl_xor_sync(FULL, lane, 5, 8);
  mine[k++] = __shfl_xor_sync(FULL, lane, 9, 8);
  mine[k++] = (int)__ballot_sync(FULL, lane % 3 == 0);
  mine[k++] = __any_sync(FULL, lane == 40) != 0;
  mine[k++] = __any_sync(FULL, lane == 31) != 0;
  mine[k++] = __all_sync(FULL, lane < 32) != 0;
  mine[k++] = __all_sync(FULL, lane < 31) != 0;
  mine[k++] = (int)__match_any_sync(FULL, lane / 5);
  mine[k++] = (int)__reduce_add_sync(FULL, (unsigned)lane);
  mine[k++] = (int)__reduce_max_sync(FULL, (unsigned)(lane ^ 7));
  mine[k++] = (int)__reduce_min_sync(FULL, (unsigned)(lane + 9));
  const unsigned half = lane < 16 ? 0x0000ffffu : 0xffff0000u;
  mine[k++] = __shfl_xor_sync(half, lane, 3);
  mine[k++] = (int)__ballot_sync(half, lane & 1);
  mine[k++] = __syncthreads_count(lane % 3 == 0);
  mine[k++] = __syncthreads_and(lane < 31) != 0;
  mine[k++] = __syncthreads_or(lane == 31) != 0;
  mine[k++] = (int)warp_sum((float)lane);
}
EXPORT_KERNEL(conformance_lanes, THREADS)

// ---- bits and conversions of any float's bits; out[i][k]
constexpr int BIT_RESULTS = 12;

extern "C" __global__ void __launch_bounds__(THREADS) conformance_bits(
    const uint32_t* in, uint32_t* out, int count) {
  const int i = blockIdx.x * THREADS + threadIdx.x;
  if (i >= count) return;
  const uint32_t bits = in[i];
  const float x = __uint_as_float(bits);
  uint32_t* mine = out + i * BIT_RESULTS;
  int k = 0;
  mine[k++] = (uint32_t)__popc(bits);
  mine[k++] = (uint32_t)__clz((int)bits);
  mine[k++] = (uint32_t)__ffs((int)bits);
  mine[k++] = __brev(bits);
  mine[k++] = __byte_perm(bits, ~bits, 0x5140);
  mine[k++] = __umulhi(bits, 0x9e3779b9u);
  mine[k++] = round_tf32(bits);
  mine[k++] = __float_as_uint(Elem<__half>::to(Elem<__half>::from(x)));
  mine[k++] = __float_as_uint(Elem<__nv_bfloat16>::to(Elem<__nv_bfloat16>::from(x)));
  mine[k++] = Elem<__half>::pack(x, -x);
  mine[k++] = Elem<__nv_bfloat16>::pack(x, -x);
  mine[k++] = __float_as_uint(Elem<float>::to(Elem<float>::from(x)));
}
EXPORT_KERNEL(conformance_bits, THREADS)

// ---- approximate functions, held to a tolerance: exp2, 1 / sqrt, exp; out[i][k]
constexpr int APPROXIMATE_RESULTS = 3;

extern "C" __global__ void __launch_bounds__(THREADS) conformance_approximate(
    const float* in, float* out, int count) {
  const int i = blockIdx.x * THREADS + threadIdx.x;
  if (i >= count) return;
  const float x = in[i];
  out[i * APPROXIMATE_RESULTS] = fast_exp2(x);
  out[i * APPROXIMATE_RESULTS + 1] = rsqrtf(fabsf(x));
  out[i * APPROXIMATE_RESULTS + 2] = __expf(x);
}
EXPORT_KERNEL(conformance_approximate, THREADS)

// ---- atomics: every thread of every block takes part
extern "C" __global__ void __launch_bounds__(THREADS) conformance_atomics(int* cells) {
  const int i = blockIdx.x * THREADS + threadIdx.x;
  atomicAdd(&cells[0], i);
  atomicMax(&cells[1], i);
  atomicMin(&cells[2], -i);
  atomicOr(&cells[3], 1 << (i % 31));
  atomicXor(&cells[4], i);
  atomicInc(reinterpret_cast<unsigned*>(&cells[5]), 6u);
  atomicCAS(&cells[6], 0, 77);
}
EXPORT_KERNEL(conformance_atomics, THREADS)
