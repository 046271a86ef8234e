// k-means++ for many problems at once (Arthur and Vassilvitskii 2007): each centroid is drawn with a
// chance that grows with the squared distance from those drawn before. For each centroid:
//   seed_place      copies the drawn point
//   seed_distances  brings every point's distance to its nearest centroid up to date, and sums the
//                   distances of each 256 points
//   seed_draw       finds the first point at which the running sum passes u times the total: first
//                   among sums of sums, then among sums, then among points. No float is added by two
//                   orders, so the same numbers u draw the same points every time.
// Roofline: memory; every point is read once for each centroid.
#include "reductions.cuh"

constexpr int THREADS = 256;
constexpr int POINTS = 256;  // of one sum
constexpr int GROUP = 8;     // lanes that measure one point

// centroids[p,k] = points[p,drawn[p]], one block a problem.
extern "C" __global__ void __launch_bounds__(128)
    seed_place(const float* points, const int* drawn, float* centroids, int k, int count,
               int clusters, int width) {
  const long long problem = blockIdx.x;
  const float* from = points + (problem * count + drawn[problem]) * width;
  float* to = centroids + (problem * clusters + k) * width;
  for (int i = threadIdx.x; i < width; i += 128) to[i] = from[i];
}
EXPORT_KERNEL(seed_place, 128)

// nearest[m] = min(nearest[m], |x[m] - c[k]|^2), without the old value where k is 0; NaN stays.
extern "C" __global__ void __launch_bounds__(THREADS)
    seed_distances(const float* points, const float* centroids, float* nearest, double* sums, int k,
                   int blocks, int count, int clusters, int width) {
  SHARED(double, parts, [THREADS / 32]);
  const long long problem = blockIdx.x / blocks;
  const int first = blockIdx.x % blocks * POINTS, lane = threadIdx.x % GROUP;
  const float* c = centroids + (problem * clusters + k) * width;
  double total = 0;
  for (int i = threadIdx.x / GROUP; i < POINTS; i += THREADS / GROUP) {
    const long long m = first + i;
    const float* x = points + (problem * count + m) * width;
    double sum = 0;
    for (int z = lane; m < count && z < width; z += GROUP) {
      const double difference = (double)x[z] - c[z];
      sum += difference * difference;
    }
    float distance = (float)warp_reduce<GROUP>(sum, Sum());
    if (m >= count || lane != 0) continue;
    float* place = nearest + problem * count + m;
    if (k > 0 && *place <= distance) distance = *place;
    *place = distance;
    total += distance;
  }
  total = block_reduce<THREADS / 32>(total, Sum(), parts);
  if (threadIdx.x == 0) sums[blockIdx.x] = total;
}
EXPORT_KERNEL(seed_distances, THREADS)

// The first place at which sum, which the weights before have made, passes the target; the last
// whose weight is not 0 if rounding lets none pass. sum = the weights before that place.
template <class T>
DEV int passing(const T* weights, int count, double target, double& sum) {
  int last = 0;
  double before_last = sum;
  for (int i = 0; i < count; i++) {
    if (weights[i] > 0) {
      last = i;
      before_last = sum;
    }
    if (sum + weights[i] > target) return i;
    sum += weights[i];
  }
  sum = before_last;
  return last;
}

// After centroid k: drawn[p] = the point that draws[p,k+1] chooses; totals[p] = the sum of all
// distances. One block a problem.
extern "C" __global__ void __launch_bounds__(THREADS)
    seed_draw(const float* nearest, const double* sums, const double* draws, int* drawn,
              double* totals, int k, int blocks, int count, int clusters) {
  SHARED(double, ranges, [THREADS]);
  SHARED(float, weights, [POINTS]);
  SHARED(int, block_drawn, [1]);
  SHARED(double, search, [2]);  // the target, and what lies before the block
  const long long problem = blockIdx.x;
  const int in_range = (blocks + THREADS - 1) / THREADS;
  sums += problem * blocks;
  nearest += problem * count;
  double range = 0;
  const int from = min(blocks, (int)threadIdx.x * in_range);
  for (int b = from; b < min(blocks, from + in_range); b++) range += sums[b];
  ranges[threadIdx.x] = range;
  __syncthreads();
  if (threadIdx.x == 0) {
    double total = 0, before = 0;
    for (int i = 0; i < THREADS; i++) total += ranges[i];
    totals[problem] = total;
    search[0] = draws[problem * clusters + min(k + 1, clusters - 1)] * total;
    const int r = passing(ranges, THREADS, search[0], before);
    const int first = min(blocks - 1, r * in_range);
    block_drawn[0] = first + passing(sums + first, min(in_range, blocks - first), search[0], before);
    search[1] = before;
    // As on the host: if nothing passes, as where the total is 0, it is the last point.
    if (!(total > search[0])) block_drawn[0] = -1;
  }
  __syncthreads();
  const int first = max(0, block_drawn[0]) * POINTS, here = min(POINTS, count - first);
  if ((int)threadIdx.x < here) weights[threadIdx.x] = nearest[first + threadIdx.x];
  __syncthreads();
  if (threadIdx.x == 0) {
    double before = search[1];
    const int at = passing(weights, here, search[0], before);
    drawn[problem] = block_drawn[0] < 0 ? count - 1 : first + at;
  }
}
EXPORT_KERNEL(seed_draw, THREADS)
