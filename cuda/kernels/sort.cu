// A stable radix sort of 32-bit or 64-bit keys with a 32-bit payload, least digit first.
//
// One pass a digit of 8 bits, three steps a pass:
//    radix_histogram_*  each block counts the digits of its tile of 2048 keys, in shared memory;
//    scan.cu            the counts, ordered by digit and then by block, become places;
//    radix_scatter_*    each block ranks its keys among equal digits and writes them out.
// What is in the scatter and why:
//  - the rank within a warp comes from one match of equal digits, not from 32 comparisons, and the
//    order of the lanes keeps the sort stable, so that the result does not depend on any race;
//  - the tile is put in order in shared memory first: neighbouring threads then write
//    neighbouring places of the same digit, runs of 8 keys on average and not single ones.
// Roofline: memory. A pass reads keys twice and payload once and writes both once: 32 bytes an item
// for 64-bit keys, 20 for 32-bit ones; ceil(bits / 8) passes, so callers pack their keys tightly.
#include "gpu.cuh"

constexpr int THREADS = 256;
constexpr int WARPS = THREADS / 32;
constexpr int ROUNDS = 8;
constexpr int TILE = THREADS * ROUNDS;
constexpr int DIGITS = 256;  // one a thread where digits are handled

template <class Key>
DEV int digit_of(Key key, int shift) {
  return (int)(key >> shift) & (DIGITS - 1);
}

// counts[digit][block], so that a scan over all of it gives places in the sorted order.
template <class Key>
DEV void histogram(const Key* keys, int* counts, int count, int shift) {
  SHARED(int, found, [DIGITS]);
  found[threadIdx.x] = 0;
  __syncthreads();
  const long long first = (long long)blockIdx.x * TILE + threadIdx.x;
  for (int round = 0; round < ROUNDS; round++) {
    const long long at = first + round * THREADS;
    if (at < count) atomicAdd(&found[digit_of(keys[at], shift)], 1);
  }
  __syncthreads();
  counts[(long long)threadIdx.x * gridDim.x + blockIdx.x] = found[threadIdx.x];
}

// Exclusive sums of one value a thread over the block.
DEV int block_exclusive_sum(int value, int* warp_sums) {
  const int lane = threadIdx.x & 31, warp = threadIdx.x / 32;
  int sum = value;
#pragma unroll
  for (int offset = 1; offset < 32; offset <<= 1) {
    const int other = __shfl_up_sync(FULL, sum, offset);
    if (lane >= offset) sum += other;
  }
  if (lane == 31) warp_sums[warp] = sum;
  __syncthreads();
  int before = sum - value;
  for (int other = 0; other < warp; other++) before += warp_sums[other];
  return before;
}

// places: the scanned counts. payload may be null: then item i carries i.
template <class Key>
DEV void scatter(const Key* keys, const int* payload, const int* places, int count, int shift,
                 Key* keys_out, int* payload_out) {
  SHARED(Key, tile_keys, [TILE]);
  SHARED(int, tile_payload, [TILE]);
  SHARED(int, ranks, [WARPS][DIGITS]);
  SHARED(int, moved, [DIGITS]);  // what to add to a place in the tile to get the place in the output
  SHARED(int, warp_sums, [WARPS]);
  const int lane = threadIdx.x & 31, warp = threadIdx.x / 32;
  const long long base = (long long)blockIdx.x * TILE;
  const int first = warp * (TILE / WARPS) + lane;
  for (int i = threadIdx.x; i < WARPS * DIGITS; i += THREADS) (&ranks[0][0])[i] = 0;
  __syncthreads();

  // A warp takes 256 neighbouring items in rounds of 32; an item beyond the end counts as the
  // largest digit and, being last, comes behind all others.
  Key key[ROUNDS];
  int carried[ROUNDS], rank[ROUNDS];
#pragma unroll
  for (int round = 0; round < ROUNDS; round++) {
    const long long at = base + first + round * 32;
    key[round] = at < count ? keys[at] : ~Key(0);
    carried[round] = at < count && payload ? payload[at] : (int)at;
    const int digit = digit_of(key[round], shift);
    const unsigned peers = __match_any_sync(FULL, digit);
    const int before = ranks[warp][digit];
    __syncwarp();
    if (__ffs(peers) - 1 == lane) ranks[warp][digit] = before + __popc(peers);
    __syncwarp();
    rank[round] = before + __popc(peers & ((1u << lane) - 1));
  }
  __syncthreads();

  // From counts by warp to the first place in the tile, digit by digit, warp by warp.
  const int digit = threadIdx.x;
  int total = 0;
  for (int other = 0; other < WARPS; other++) total += ranks[other][digit];
  int place = block_exclusive_sum(total, warp_sums);
  moved[digit] = places[(long long)digit * gridDim.x + blockIdx.x] - place;
  for (int other = 0; other < WARPS; other++) {
    const int here = ranks[other][digit];
    ranks[other][digit] = place;
    place += here;
  }
  __syncthreads();

#pragma unroll
  for (int round = 0; round < ROUNDS; round++) {
    const int to = ranks[warp][digit_of(key[round], shift)] + rank[round];
    tile_keys[to] = key[round];
    tile_payload[to] = carried[round];
  }
  __syncthreads();
  const int here = (int)min((long long)TILE, count - base);
  for (int i = threadIdx.x; i < here; i += THREADS) {
    const int to = moved[digit_of(tile_keys[i], shift)] + i;
    keys_out[to] = tile_keys[i];
    payload_out[to] = tile_payload[i];
  }
}

#define RADIX_SORT(SUFFIX, Key)                                                                  \
  extern "C" __global__ void __launch_bounds__(THREADS)                                          \
      radix_histogram_##SUFFIX(const Key* keys, int* counts, int count, int shift) {             \
    histogram<Key>(keys, counts, count, shift);                                                  \
  }                                                                                              \
  EXPORT_KERNEL(radix_histogram_##SUFFIX, THREADS)                                               \
  extern "C" __global__ void __launch_bounds__(THREADS)                                          \
      radix_scatter_##SUFFIX(const Key* keys, const int* payload, const int* places, int count,  \
                             int shift, Key* keys_out, int* payload_out) {                       \
    scatter<Key>(keys, payload, places, count, shift, keys_out, payload_out);                    \
  }                                                                                              \
  EXPORT_KERNEL(radix_scatter_##SUFFIX, THREADS)

RADIX_SORT(32, uint32_t)
RADIX_SORT(64, uint64_t)
