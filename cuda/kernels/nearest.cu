// The nearest centroid of each point: arg min |x - c|^2 = arg max x.c - |c|^2/2.
//  v1 one thread a point, all centroids in shared memory: every product waits for a load.
//  v2 a product of tiles on tensor cores with a running arg-max in registers: the M x K scores are
//     never written. Alone it would be wrong where two scores lie closer than their rounding.
//  v3 keeps the two best scores. Where they are farther apart than rounding can explain, the label
//     is certain and its one distance is measured in double; where not (for normally distributed
//     values 2 points in 1,000 of width 70, 2 in 100 of width 384) all centroids are.
//  v4 (used) keeps the three best: nearly all of those points need two distances then, not K.
// So labels and distances are those of arithmetic in double, ties included, at the price of tf32.
// Roofline: memory for K below some 100 (4.Z bytes read a point), tensor cores above.
#include "row_products.cuh"
#include "reductions.cuh"

constexpr int GROUP = 8;  // lanes that measure one point
constexpr int ROWS_OF_WARP = 16;

// bias[k] = -|c[k]|^2/2, one warp a row.
extern "C" __global__ void __launch_bounds__(256)
    nearest_bias(const float* centroids, float* bias, long long count, int width) {
  const long long row = (long long)blockIdx.x * 8 + (threadIdx.x >> 5);
  if (row >= count) return;
  double sum = 0;
  for (int i = threadIdx.x & 31; i < width; i += 32) {
    const double v = centroids[row * width + i];
    sum += v * v;
  }
  sum = warp_reduce(sum, Sum());
  if ((threadIdx.x & 31) == 0) bias[row] = (float)(-sum / 2);
}
EXPORT_KERNEL(nearest_bias, 256)

// The three best scores of a point among the centroids that one thread has seen.
struct TopThree {
  float best = -INFINITY, second = -INFINITY, third = -INFINITY;
  int index = 0, second_index = 0;
  bool finite = true;

  DEV void offer(float score, int k) {
    if (score > best) {
      third = second;
      second = best;
      second_index = index;
      best = score;
      index = k;
    } else if (score > second) {
      third = second;
      second = score;
      second_index = k;
    } else {
      third = fmaxf(third, score);
    }
  }

  DEV void merge(const TopThree& other) {
    offer(other.best, other.index);
    offer(other.second, other.second_index);
    third = fmaxf(third, other.third);
    finite = finite && other.finite;
  }
};

// Brings together what the four threads of a row have seen.
DEV TopThree merge_quad(TopThree top, float& squares, float& greatest EMU_ONLY(, EMU_LOC)) {
#pragma unroll
  for (int o = 1; o < 4; o <<= 1) {
    TopThree other;
    other.best = __shfl_xor_sync(FULL, top.best, o, 32 EMU_ONLY(, EMU_AT));
    other.second = __shfl_xor_sync(FULL, top.second, o, 32 EMU_ONLY(, EMU_AT));
    other.third = __shfl_xor_sync(FULL, top.third, o, 32 EMU_ONLY(, EMU_AT));
    other.index = __shfl_xor_sync(FULL, top.index, o, 32 EMU_ONLY(, EMU_AT));
    other.second_index = __shfl_xor_sync(FULL, top.second_index, o, 32 EMU_ONLY(, EMU_AT));
    other.finite = __shfl_xor_sync(FULL, (int)top.finite, o, 32 EMU_ONLY(, EMU_AT)) != 0;
    top.merge(other);
    squares += __shfl_xor_sync(FULL, squares, o, 32 EMU_ONLY(, EMU_AT));
    greatest = fmaxf(greatest, __shfl_xor_sync(FULL, greatest, o, 32 EMU_ONLY(, EMU_AT)));
  }
  return top;
}

// Which centroids can be the nearest: one (low == high), two, or all of them (low < 0).
struct Candidates {
  int low, high;
};

// Two scores are off by at most 6.Z.2^-23.|c|.(|x| + |c|/2), also where tensor cores cut sums off
// instead of rounding them, and products that underflow by 6.Z of the least normal number; somewhat
// more is allowed for. After an overflow all are candidates.
DEV Candidates candidates(const TopThree& top, float squares, float greatest, int width) {
  const float norm = sqrtf(2.f * greatest);
  const float margin =
      8.f * (width + 8) * (0x1p-23f * norm * (sqrtf(squares) + 0.5f * norm) + 0x1p-126f);
  if (!(top.finite && top.best - top.third > margin)) return {-1, -1};
  if (top.best - top.second > margin) return {top.index, top.index};
  return {min(top.index, top.second_index), max(top.index, top.second_index)};
}

// |x - c|^2 by the 8 lanes of a group, in every lane of it; 0 if nothing is wanted.
DEV double squared_distance(const float* x, const float* c, int width, bool wanted) {
  double sum = 0;
  if (wanted) {
    for (int i = threadIdx.x % GROUP; i < width; i += GROUP) {
      const double difference = (double)x[i] - c[i];
      sum += difference * difference;
    }
  }
  return warp_reduce<GROUP>(sum, Sum());
}

struct Found {
  int label;
  double distance;
};

// Measures the candidates in their order: of equal ones the first; NaN wins only in place 0.
DEV Found measure(const float* x, const float* centroids, int clusters, int width, Candidates from,
                  bool wanted) {
  const bool all = wanted && from.low < 0, two = wanted && from.low != from.high;
  const int trips = __any_sync(FULL, all) ? clusters : __any_sync(FULL, two) ? 2 : 1;
  Found found = {all ? 0 : from.low, INFINITY};
  for (int t = 0; t < trips; t++) {
    const bool measured = all || (wanted && t == 0) || (two && t == 1);
    const int k = all ? t : t == 0 ? from.low : from.high;
    const double distance = squared_distance(x, centroids + (long long)k * width, width, measured);
    if (measured && (distance < found.distance || (t == 0 && distance != distance))) {
      found.distance = distance;
      found.label = k;
    }
  }
  return found;
}

struct NearestProblem {
  Rows points, centroids;
  const float* bias;
  int* labels;
  float* distances;
  int* changed;  // becomes 1 if a label changes; null: labels are only written
};

// Labels and distances of the 16 points of a warp, 4 at a time.
DEV void finish_points(const NearestProblem& p, int first, const Candidates (&from)[2]) {
  const int group = (threadIdx.x & 31) / GROUP;
  bool moved = false;
#pragma unroll
  for (int round = 0; round < ROWS_OF_WARP / 4; round++) {
    const int row = round * 4 + group, m = first + row;
    const int lane = (row & 7) * 4;
    const Candidates some = {__shfl_sync(FULL, from[round / 2].low, lane),
                             __shfl_sync(FULL, from[round / 2].high, lane)};
    const float* x = p.points.values + (long long)m * p.points.width;
    const Found found = measure(x, p.centroids.values, p.centroids.count, p.points.width, some,
                                m < p.points.count);
    if (threadIdx.x % GROUP == 0 && m < p.points.count) {
      moved = moved || (p.changed && p.labels[m] != found.label);
      p.labels[m] = found.label;
      p.distances[m] = (float)found.distance;
    }
  }
  if (__any_sync(FULL, moved) && (threadIdx.x & 31) == 0) atomicOr(p.changed, 1);
}

// 64 points a block, centroids in tiles of 8.N.
template <int N>
DEV void find_nearest(const NearestProblem& p, int first, float (*xs)[TILE_STRIDE],
                      float (*cs)[TILE_STRIDE]) {
  TopThree top[2];
  float squares[2], greatest[2] = {0.f, 0.f};
  for (int c0 = 0; c0 < p.centroids.count; c0 += 8 * N) {
    float sums[N][4];
    multiply_rows<N>(p.points, first, p.centroids, c0, xs, cs, sums, squares);
#pragma unroll
    for (int j = 0; j < N; j++)
#pragma unroll
      for (int e = 0; e < 4; e++) {
        const int k = c0 + fragment_column(j, e);
        if (k < p.centroids.count) {
          greatest[e >> 1] = fmaxf(greatest[e >> 1], -p.bias[k]);
          const float score = sums[j][e] + p.bias[k];
          top[e >> 1].finite = top[e >> 1].finite && fabsf(score) < INFINITY;
          top[e >> 1].offer(score, k);
        }
      }
  }
  Candidates from[2];
#pragma unroll
  for (int i = 0; i < 2; i++) {
    const TopThree all = merge_quad(top[i], squares[i], greatest[i]);
    from[i] = candidates(all, squares[i], greatest[i], p.points.width);
  }
  const int warp_first = first + (int)(threadIdx.x >> 5) * ROWS_OF_WARP;
  if (warp_first < p.points.count) finish_points(p, warp_first, from);
}

// tiles: blocks of one problem. active: 0 where a problem needs no more work; null: all do.
#define NEAREST_KERNEL(NAME, N)                                                                   \
  extern "C" __global__ void __launch_bounds__(TILE_THREADS, 5)                                   \
      NAME(const float* points, const float* centroids, const float* bias, int* labels,           \
           float* distances, int* changed, const int* active, int tiles, int count, int clusters, \
           int width) {                                                                           \
    SHARED(float, xs, [TILE_ROWS][TILE_STRIDE]);                                                  \
    SHARED(float, cs, [8 * N][TILE_STRIDE]);                                                      \
    const long long problem = blockIdx.x / tiles;                                                 \
    if (active && !active[problem]) return;                                                       \
    const NearestProblem p = {{points + problem * count * width, nullptr, count, width},          \
                              {centroids + problem * clusters * width, nullptr, clusters, width}, \
                              bias + problem * clusters,                                          \
                              labels + problem * count,                                           \
                              distances + problem * count,                                        \
                              changed ? changed + problem : nullptr};                             \
    find_nearest<N>(p, (int)(blockIdx.x % tiles) * TILE_ROWS, xs, cs);                            \
  }                                                                                               \
  EXPORT_KERNEL(NAME, TILE_THREADS)

NEAREST_KERNEL(nearest_32, 4)
NEAREST_KERNEL(nearest_64, 8)
