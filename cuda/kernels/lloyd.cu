// Lloyd's iteration for many problems in one launch; nothing leaves the device but a flag for each
// problem now and then. One iteration is a row of launches, each for all problems:
//   lloyd_advance (does anything still move?), cluster_sums_parts and _total, lloyd_restart,
//   lloyd_move, nearest_bias, nearest.
// A problem that is done is skipped by every kernel, so one that needs many iterations delays none.
// Roofline: that of nearest and of the sums, which read every point once each; the rest is small.
#include "reductions.cuh"

constexpr int THREADS = 256;
constexpr int MOVERS = 128;

// No point has a label yet, every problem is at work.
extern "C" __global__ void __launch_bounds__(THREADS)
    lloyd_begin(int* labels, long long points, int* active, int* changed, int* iterations,
                int problems) {
  const long long i = (long long)blockIdx.x * THREADS + threadIdx.x;
  if (i < points) labels[i] = -1;
  if (i < problems) {
    active[i] = 1;
    changed[i] = 0;
    iterations[i] = 0;
  }
}
EXPORT_KERNEL(lloyd_begin, THREADS)

// A problem in which no label changed is done; the others begin another iteration.
extern "C" __global__ void __launch_bounds__(THREADS)
    lloyd_advance(int* active, int* changed, int* iterations, int problems) {
  const int p = blockIdx.x * THREADS + threadIdx.x;
  if (p >= problems || !active[p]) return;
  active[p] = changed[p];
  iterations[p] += changed[p];
  changed[p] = 0;
}
EXPORT_KERNEL(lloyd_advance, THREADS)

struct Far {
  float distance;
  int point;
};

// Of two points the one farther away, of equal ones the first.
DEV Far farther(Far a, Far b) {
  return b.distance > a.distance || (b.distance == a.distance && b.point < a.point) ? b : a;
}

// The farthest of a problem's points, known to thread 0.
DEV Far farthest(const float* distances, int count, Far* parts) {
  Far far = {-INFINITY, 0};
  for (int m = threadIdx.x; m < count; m += THREADS) {
    if (distances[m] > far.distance) far = {distances[m], m};
  }
#pragma unroll
  for (int o = 16; o > 0; o >>= 1) {
    const float distance = __shfl_xor_sync(FULL, far.distance, o, 32);
    const int point = __shfl_xor_sync(FULL, far.point, o, 32);
    far = farther(far, {distance, point});
  }
  if ((threadIdx.x & 31) == 0) parts[threadIdx.x >> 5] = far;
  __syncthreads();
  for (int w = 0; threadIdx.x == 0 && w < THREADS / 32; w++) far = farther(far, parts[w]);
  return far;
}

// restart[k] = -1, or for a cluster without points the point that it starts again from. One block a
// problem: clusters without points are rare.
extern "C" __global__ void __launch_bounds__(THREADS)
    lloyd_restart(float* distances, const int* counts, int* restart, const int* active, int count,
                  int clusters) {
  SHARED(Far, parts, [THREADS / 32]);
  const long long problem = blockIdx.x;
  if (!active[problem]) return;
  distances += problem * count;
  for (int k = 0; k < clusters; k++) {
    const long long cluster = problem * clusters + k;
    if (counts[cluster] > 0) {
      if (threadIdx.x == 0) restart[cluster] = -1;
      continue;
    }
    const Far far = farthest(distances, count, parts);
    if (threadIdx.x == 0) {
      restart[cluster] = far.point;
      distances[far.point] = -1.f;  // not to be taken again
    }
    __syncthreads();
  }
}
EXPORT_KERNEL(lloyd_restart, THREADS)

// The centroid's new values before they are brought to length 1.
struct Moved {
  const float* values;
  float divisor;

  DEV float at(int i) const { return values[i] / divisor; }
};

// centroids[k] = the mean of its points, or the point of restart[k]; one block a centroid.
extern "C" __global__ void __launch_bounds__(MOVERS)
    lloyd_move(const float* points, const float* sums, const int* counts, const int* restart,
               float* centroids, const int* active, int count, int clusters, int width,
               int unit_length) {
  SHARED(double, parts, [MOVERS / 32]);
  const long long cluster = blockIdx.x, problem = cluster / clusters;
  if (!active[problem]) return;
  const int from = restart[cluster];
  const Moved moved = {from < 0 ? sums + cluster * width : points + (problem * count + from) * width,
                       from < 0 ? (float)counts[cluster] : 1.f};
  double scale = 1;
  if (unit_length) {
    double squares = 0;
    for (int i = threadIdx.x; i < width; i += MOVERS) {
      const double v = moved.at(i);
      squares += v * v;
    }
    const double norm = sqrt(block_reduce<MOVERS / 32>(squares, Sum(), parts));
    scale = 1 / (norm <= 1e-12 ? 1e-12 : norm);
  }
  for (int i = threadIdx.x; i < width; i += MOVERS) {
    centroids[cluster * width + i] = (float)(moved.at(i) * scale);
  }
}
EXPORT_KERNEL(lloyd_move, MOVERS)

// inertia[p] = the sum of a problem's distances, one block a problem.
extern "C" __global__ void __launch_bounds__(THREADS)
    lloyd_inertia(const float* distances, double* inertia, int count) {
  SHARED(double, parts, [THREADS / 32]);
  const long long problem = blockIdx.x;
  double sum = 0;
  for (int m = threadIdx.x; m < count; m += THREADS) sum += distances[problem * count + m];
  sum = block_reduce<THREADS / 32>(sum, Sum(), parts);
  if (threadIdx.x == 0) inertia[problem] = sum;
}
EXPORT_KERNEL(lloyd_inertia, THREADS)
