// Sums of the points of each cluster, without atomics, so that the same bits come out every time.
//  v1 atomicAdd of every value: the order of the additions is the order in which blocks run.
//  v2 (used) two stages. A warp owns 32 channels of up to 64 clusters in shared memory, one column a
//     thread, and walks over its chunk of the points: nobody else writes there, and the loads of 32
//     channels are coalesced. Then the chunks are added in their order. All sums are double.
// Roofline: memory; every point is read once (only by the warp whose clusters hold its label).
#include "gpu.cuh"

constexpr int CHANNELS = 32;
constexpr int CLUSTERS = 64;
constexpr int AHEAD = 8;  // points whose loads are under way together
constexpr int SLICES = 8;

// Blocks: channel tiles within cluster tiles within chunks within problems.
// parts: (problems, chunks, clusters, width); part_counts: (problems, chunks, clusters).
extern "C" __global__ void __launch_bounds__(32)
    cluster_sums_parts(const float* points, const int* labels, double* parts, int* part_counts,
                       const int* active, int chunks, int chunk, int count, int clusters,
                       int width) {
  SHARED(double, sums, [CLUSTERS][CHANNELS]);
  SHARED(int, counts, [CLUSTERS]);
  const int channel_tiles = max(1, (width + CHANNELS - 1) / CHANNELS);
  const int cluster_tiles = (clusters + CLUSTERS - 1) / CLUSTERS;
  const int c0 = blockIdx.x % channel_tiles * CHANNELS;
  const int k0 = blockIdx.x / channel_tiles % cluster_tiles * CLUSTERS;
  const long long part = blockIdx.x / channel_tiles / cluster_tiles;
  const long long problem = part / chunks;
  if (active && !active[problem]) return;
  const int lane = threadIdx.x, here = min(CLUSTERS, clusters - k0);
  const bool in_row = c0 + lane < width;
  for (int k = 0; k < here; k++) sums[k][lane] = 0;
  for (int k = lane; k < here; k += 32) counts[k] = 0;
  __syncwarp();
  const float* x = points + problem * count * width + c0 + lane;
  const int* label = labels + problem * count;
  const long long first = part % chunks * chunk;
  const int end = (int)min((long long)count, first + chunk);
  for (long long m0 = first; m0 < end; m0 += AHEAD) {
    int at[AHEAD];
    float v[AHEAD];
#pragma unroll
    for (int i = 0; i < AHEAD; i++) {
      at[i] = m0 + i < end ? label[m0 + i] - k0 : -1;
      v[i] = at[i] >= 0 && at[i] < here && in_row ? x[(m0 + i) * width] : 0.f;
    }
#pragma unroll
    for (int i = 0; i < AHEAD; i++) {
      if (at[i] < 0 || at[i] >= here) continue;
      sums[at[i]][lane] += v[i];
      if (lane == 0) counts[at[i]]++;
    }
  }
  __syncwarp();
  double* to = parts + (part * clusters + k0) * width + c0 + lane;
  for (int k = 0; in_row && k < here; k++) to[(long long)k * width] = sums[k][lane];
  for (int k = lane; c0 == 0 && k < here; k += 32) part_counts[part * clusters + k0 + k] = counts[k];
}
EXPORT_KERNEL(cluster_sums_parts, 32)

// One block for 32 channels of one cluster of one problem: eight warps add every eighth chunk, then
// the eight are added. sums: (problems, clusters, width); counts: (problems, clusters).
extern "C" __global__ void __launch_bounds__(SLICES * 32)
    cluster_sums_total(const double* parts, const int* part_counts, float* sums, int* counts,
                       const int* active, int chunks, int clusters, int width) {
  SHARED(double, slices, [SLICES][32]);
  const int channel_tiles = max(1, (width + CHANNELS - 1) / CHANNELS);
  const long long cluster = blockIdx.x / channel_tiles, problem = cluster / clusters;
  if (active && !active[problem]) return;
  const int lane = threadIdx.x & 31, slice = threadIdx.x >> 5;
  const int channel = blockIdx.x % channel_tiles * CHANNELS + lane;
  const long long first = problem * chunks * clusters + cluster % clusters;
  double sum = 0;
  for (int p = slice; channel < width && p < chunks; p += SLICES) {
    sum += parts[(first + (long long)p * clusters) * width + channel];
  }
  slices[slice][lane] = sum;
  __syncthreads();
  if (slice != 0) return;
  sum = 0;
  for (int s = 0; s < SLICES; s++) sum += slices[s][lane];
  if (channel < width) sums[cluster * width + channel] = (float)sum;
  if (blockIdx.x % channel_tiles != 0) return;
  unsigned points = 0;
  for (int p = lane; p < chunks; p += 32) points += part_counts[first + (long long)p * clusters];
  points = __reduce_add_sync(FULL, points);
  if (lane == 0) counts[cluster] = (int)points;
}
EXPORT_KERNEL(cluster_sums_total, SLICES * 32)
