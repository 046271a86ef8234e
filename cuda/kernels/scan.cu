// Exclusive prefix sums of int32: the place at which each of many variable-length outputs begins.
//
// v1 would be one thread, or one add of a neighbour 2^k away for log2(n) rounds through memory:
//    each round reads and writes everything.
// v2 (used) reduce, then scan: each block scans a tile of 1024 values in registers, by shuffles and
//    one exchange of warp sums, and writes the tile's sum; the sums are scanned in the same way
//    (1024 times fewer, so two levels do for a million values); then they are added back.
// Roofline: memory. 8 bytes a value for the tiles and 8 for the second pass. A single-pass scan
// (decoupled look-back) would save the second, but its blocks wait for each other.
// Deterministic: integers, fixed order. Sums must stay below 2^31.
#include "gpu.cuh"

constexpr int THREADS = 256;
constexpr int ITEMS = 4;  // one int4 a thread
constexpr int TILE = THREADS * ITEMS;

// The sum of the values of all lanes up to and with this one.
DEV int warp_inclusive_sum(int value) {
  const int lane = threadIdx.x & 31;
#pragma unroll
  for (int offset = 1; offset < 32; offset <<= 1) {
    const int other = __shfl_up_sync(FULL, value, offset);
    if (lane >= offset) value += other;
  }
  return value;
}

// out[i] = sum of in[j] for j < i of the same tile; sums[tile] = sum of the whole tile.
// in and out: 16-byte aligned; out may be in.
extern "C" __global__ void __launch_bounds__(THREADS) scan_tiles(
    const int* in, int* out, int* sums, int count) {
  SHARED(int, warp_sums, [THREADS / 32]);
  const long long first = (long long)blockIdx.x * TILE + threadIdx.x * ITEMS;
  int values[ITEMS] = {0, 0, 0, 0};
  const bool whole = first + ITEMS <= count;
  if (whole) {
    const int4 four = *(const int4*)(in + first);
    values[0] = four.x, values[1] = four.y, values[2] = four.z, values[3] = four.w;
  } else {
    for (int i = 0; i < ITEMS; i++) {
      if (first + i < count) values[i] = in[first + i];
    }
  }
  const int own = values[0] + values[1] + values[2] + values[3];
  const int inclusive = warp_inclusive_sum(own);
  const int warp = threadIdx.x / 32;
  if ((threadIdx.x & 31) == 31) warp_sums[warp] = inclusive;
  __syncthreads();
  int before = inclusive - own;
  for (int other = 0; other < warp; other++) before += warp_sums[other];
  if (threadIdx.x == THREADS - 1) sums[blockIdx.x] = before + own;
  const int4 result = make_int4(before, before + values[0], before + values[0] + values[1],
                                before + values[0] + values[1] + values[2]);
  if (whole) {
    *(int4*)(out + first) = result;
    return;
  }
  const int scanned[ITEMS] = {result.x, result.y, result.z, result.w};
  for (int i = 0; i < ITEMS; i++) {
    if (first + i < count) out[first + i] = scanned[i];
  }
}
EXPORT_KERNEL(scan_tiles, THREADS)

// out[i] += base[tile of i]. The first tile has nothing before it, so the grid begins at the second.
extern "C" __global__ void __launch_bounds__(THREADS) scan_add(
    const int* base, int* out, int count) {
  const int tile = blockIdx.x + 1;
  const int add = base[tile];
  const long long first = (long long)tile * TILE;
#pragma unroll
  for (int i = 0; i < ITEMS; i++) {
    const long long at = first + i * THREADS + threadIdx.x;
    if (at < count) out[at] += add;
  }
}
EXPORT_KERNEL(scan_add, THREADS)
