// Kernels with one mistake each, and a few that only look like one: FaultyKernelsTest runs them and
// compares what the emulation says. `// fault` marks the line that a report must name.
#include "gpu.cuh"

#define KERNEL(name) extern "C" __global__ void __launch_bounds__(1024) name
#define CHECKED(name) EXPORT_KERNEL(name, 1024)

// ---- addresses

KERNEL(reads_past_the_end)(const float* x, float* y, int n) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i <= n) y[i & 255] = x[i];  // fault
}
CHECKED(reads_past_the_end)

KERNEL(writes_past_the_end)(float* y) {
  y[threadIdx.x + 1] = 1.f;  // fault
}
CHECKED(writes_past_the_end)

KERNEL(writes_before_the_beginning)(float* y) {
  y[(int)threadIdx.x - 1] = 1.f;  // fault
}
CHECKED(writes_before_the_beginning)

KERNEL(copies)(const float* x, float* y) {
  y[threadIdx.x] = x[threadIdx.x];  // fault
}
CHECKED(copies)

KERNEL(dynamic_shared_overrun)(float* y, int n) {
  DYN_SHARED(float, tile);
  tile[threadIdx.x + n] = 1.f;  // fault
  y[threadIdx.x] = 0;
}
CHECKED(dynamic_shared_overrun)

KERNEL(static_shared_overrun)(float* y) {
  SHARED(float, tile, [8][33]);
  float* row = tile[7];
  row[threadIdx.x + 2] = 1.f;  // fault
  y[threadIdx.x] = 0;
}
CHECKED(static_shared_overrun)

KERNEL(local_overrun)(float* y, int n) {
  float a[8];
  for (int i = 0; i <= n; i++) a[i] = i;  // fault
  float sum = 0;
  for (int i = 0; i < n; i++) sum += a[i];
  y[threadIdx.x] = sum;
}
CHECKED(local_overrun)

KERNEL(misaligned_matrix_row)(float* y) {
  DYN_SHARED(float, tile);
  for (int i = 0; i < 16; i++) tile[threadIdx.x * 16 + i] = i;
  __syncwarp();
  uint32_t r[4];
  ldmatrix_x4(r, tile + threadIdx.x * 4 + 1);  // fault
  y[threadIdx.x] = r[0];
}
CHECKED(misaligned_matrix_row)

KERNEL(misaligned_vector)(const float* x, float* y) {
  const float4 v = *reinterpret_cast<const float4*>(x + threadIdx.x);  // fault
  y[threadIdx.x] = v.x + v.w;
}
CHECKED(misaligned_vector)

KERNEL(misaligned_async_copy)(const float* x, float* y) {
  SHARED(float4, tile, [32]);
  cp_async16(&tile[threadIdx.x], x + threadIdx.x * 4 + 1, true);  // fault
  cp_async_commit();
  cp_async_wait<0>();
  y[threadIdx.x] = tile[threadIdx.x].x;
}
CHECKED(misaligned_async_copy)

// ---- threads that wait for each other

KERNEL(barrier_some_never_reach)(float* y) {
  if (threadIdx.x < 16) __syncthreads();  // fault
  y[threadIdx.x] = __shfl_xor_sync(FULL, (float)threadIdx.x, 1);
}
CHECKED(barrier_some_never_reach)

KERNEL(two_barriers)(float* y) {
  if (threadIdx.x < 32) {
    y[threadIdx.x] = 1;
    __syncthreads();
  } else {
    y[threadIdx.x] = 2;
    __syncthreads();  // fault
  }
}
CHECKED(two_barriers)

KERNEL(two_operations)(float* y) {
  float v;
  if (threadIdx.x & 1) {
    v = __shfl_xor_sync(FULL, 1.f, 2);  // fault
  } else {
    v = (float)__ballot_sync(FULL, 1);
  }
  y[threadIdx.x] = v;
}
CHECKED(two_operations)

KERNEL(exited_lane)(float* y, int n) {
  if ((int)threadIdx.x >= n) return;
  y[threadIdx.x] = __shfl_down_sync(FULL, 1.f, 1);  // fault
}
CHECKED(exited_lane)

KERNEL(foreign_mask)(float* y) {
  y[threadIdx.x] = __shfl_xor_sync(0x0000ffffu, 1.f, 1);  // fault
}
CHECKED(foreign_mask)

KERNEL(lane_outside_mask)(float* y) {
  if (threadIdx.x < 16) y[threadIdx.x] = __shfl_sync(0x0000ffffu, 1.f, 20);  // fault
}
CHECKED(lane_outside_mask)

KERNEL(endless)(float* y, const volatile int* flag) {
  while (*flag == 0) {  // fault
  }
  y[threadIdx.x] = 1;
}
CHECKED(endless)

// ---- order of accesses

KERNEL(no_barrier)(const float* x, float* y) {
  SHARED(float, tile, [128]);
  tile[threadIdx.x] = x[threadIdx.x];
  y[threadIdx.x] = tile[127 - threadIdx.x];  // fault
}
CHECKED(no_barrier)

KERNEL(no_warp_barrier)(const float* x, float* y) {
  SHARED(float, tile, [128]);
  tile[threadIdx.x] = x[threadIdx.x];
  y[threadIdx.x] = tile[threadIdx.x ^ 1];  // fault
}
CHECKED(no_warp_barrier)

KERNEL(no_barrier_before_the_next_write)(float* y, int rounds) {
  SHARED(float, tile, [128]);
  float a = threadIdx.x;
  for (int r = 0; r < rounds; r++) {
    tile[threadIdx.x] = a;  // fault
    __syncthreads();
    a = tile[(threadIdx.x + 1) & 127];
  }
  y[threadIdx.x] = a;
}
CHECKED(no_barrier_before_the_next_write)

KERNEL(shuffle_for_a_barrier)(const float* x, float* y) {
  SHARED(float, tile, [32]);
  tile[threadIdx.x] = x[threadIdx.x];
  __shfl_sync(FULL, 1.f, 0);
  y[threadIdx.x] = tile[threadIdx.x ^ 1];  // fault
}
CHECKED(shuffle_for_a_barrier)

KERNEL(no_async_wait)(const float* x, float* y) {
  SHARED(float4, tile, [32]);
  cp_async16(&tile[threadIdx.x], x + threadIdx.x * 4, true);
  cp_async_commit();
  __syncthreads();
  y[threadIdx.x] = tile[threadIdx.x].x;  // fault
  cp_async_wait<0>();
}
CHECKED(no_async_wait)

KERNEL(async_copy_at_exit)(const float* x, float* y) {
  SHARED(float4, tile, [32]);
  cp_async16(&tile[threadIdx.x], x + threadIdx.x * 4, true);
  cp_async_commit();
  y[threadIdx.x] = 1;
}
CHECKED(async_copy_at_exit)

KERNEL(sum_without_atomics)(float* y) {
  y[0] = y[0] + 1.f;  // fault
}
CHECKED(sum_without_atomics)

// The last block to come adds up what the others wrote; without a fence it may not see it.
KERNEL(no_fence)(float* parts, unsigned* blocks_done, float* sum) {
  if (threadIdx.x != 0) return;
  parts[blockIdx.x] = 1.f;
  if (atomicAdd(blocks_done, 1u) == gridDim.x - 1) {
    float all = 0;
    for (unsigned i = 0; i < gridDim.x; i++) all += parts[i];  // fault
    *sum = all;
  }
}
CHECKED(no_fence)

KERNEL(reads_what_nobody_wrote)(float* y) {
  SHARED(float, tile, [33]);
  tile[threadIdx.x] = 1.f;
  __syncthreads();
  y[threadIdx.x] = tile[threadIdx.x + 1];  // fault
}
CHECKED(reads_what_nobody_wrote)

// ---- arithmetic and limits

KERNEL(division_by_zero)(int* y, int d) {
  y[threadIdx.x] = 100 / d;  // fault
}
CHECKED(division_by_zero)

KERNEL(stack_overflow)(float* y, int n) {
  volatile float a[40000];
  for (int i = 0; i < 40000; i++) a[i] = i;
  y[threadIdx.x] = a[n];
}
CHECKED(stack_overflow)

KERNEL(too_much_shared)(float* y) {
  SHARED(float, tile, [16384]);
  tile[threadIdx.x] = 0;
  y[threadIdx.x] = tile[threadIdx.x];
}
CHECKED(too_much_shared)

extern "C" __global__ void __launch_bounds__(128) bounded_launch(float* y) { y[threadIdx.x] = 1; }
EXPORT_KERNEL(bounded_launch, 128)

// ---- legal

// Threads that have exited do not hold up a barrier.
KERNEL(legal_early_exit)(float* y, int n) {
  if ((int)threadIdx.x >= n) return;
  __syncthreads();
  y[threadIdx.x] = 1;
}
CHECKED(legal_early_exit)

// The halves of a warp may go different ways, each with a mask of its own.
KERNEL(legal_half_warps)(float* y) {
  const unsigned lane = threadIdx.x & 31;
  float v = lane;
  if (lane < 16) {
    v += __shfl_xor_sync(0x0000ffffu, v, 1);
  } else {
    v += __shfl_xor_sync(0xffff0000u, v, 1);
    v += __shfl_xor_sync(0xffff0000u, v, 2);
  }
  __syncwarp();
  y[threadIdx.x] = v;
  __syncthreads();
}
CHECKED(legal_half_warps)

// As no_fence, with the fences that publish the parts and order the last block after them.
KERNEL(legal_last_block)(float* parts, unsigned* blocks_done, float* sum) {
  if (threadIdx.x != 0) return;
  parts[blockIdx.x] = 1.f;
  __threadfence();
  if (atomicAdd(blocks_done, 1u) == gridDim.x - 1) {
    __threadfence();
    float all = 0;
    for (unsigned i = 0; i < gridDim.x; i++) all += parts[i];
    *sum = all;
  }
}
CHECKED(legal_last_block)

// Neighbouring bytes of one word belong to different threads.
KERNEL(legal_neighbouring_bytes)(float* y) {
  SHARED(unsigned char, bytes, [128]);
  bytes[threadIdx.x] = (unsigned char)threadIdx.x;
  __syncthreads();
  y[threadIdx.x] = bytes[127 - threadIdx.x];
}
CHECKED(legal_neighbouring_bytes)
