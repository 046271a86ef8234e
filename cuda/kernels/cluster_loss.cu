// The cluster probe's loss: the cosine of each code to its nearest centroid, and the gradient of the
// centroids, which needs the sum of the unit codes that each of them has.
//
// 1. assign: a thread owns a code and 32 cosines in registers; codes and centroids pass through
//    shared memory in pieces of 32 values, the centroids' read as broadcast packs of four: 8 loads for
//    32 multiply-adds. A code whose two best cosines are too near for float32 is measured again by
//    its warp, in double, so that the same centroid wins as on the CPU.
// 2. sums: a block owns some codes, a thread a channel of all of the centroids: it adds the codes in
//    their order, without atomics. 3. gradient: parts of blocks added in their order.
// Roofline: the codes are read twice; 2·K/8 operations a byte, so memory below about K = 60.
#include <climits>

#include "ordered_sum.cuh"

constexpr int THREADS = 128;
constexpr int CLUSTERS = 32;  // centroids compared at once
constexpr int DEPTH = 32;     // values of a row in shared memory at once
constexpr int STRIDE = CLUSTERS + 4;
constexpr double LEAST_NORM = 1e-12;
constexpr float DOUBT = 3e-6f;  // cosines nearer to each other than this may be the wrong way round

// Best centroid so far, and the next best cosine.
struct Nearest {
  int index;
  float cosine, second;
};

// Of equal ones the first stays, and so does the first NaN.
DEV void offer(Nearest& best, float cosine, int k) {
  if (best.cosine != best.cosine) return;
  if (k == 0 || cosine > best.cosine || cosine != cosine) {
    best.second = best.cosine;
    best.cosine = cosine;
    best.index = k;
  } else if (cosine > best.second) {
    best.second = cosine;
  }
}

// The length of a row, not below the bound; NaN stays NaN.
DEV double bounded_norm(double squares) {
  const double norm = sqrt(squares);
  return norm < LEAST_NORM ? LEAST_NORM : norm;
}

DEV double norm_in_double(const float* row, int width) {
  double squares = 0;
  for (int z = 0; z < width; z++) squares += (double)row[z] * row[z];
  return bounded_norm(squares);
}

// The nearest centroid in the CPU's arithmetic, sums of exact products one after the other; a
// centroid a lane, and of equal cosines the first. Called by a whole warp.
DEV int nearest_in_double(const float* code, const float* centroids, int width, int clusters) {
  const double norm = norm_in_double(code, width);
  int best = INT_MAX;
  double greatest = -2;
  for (int k = threadIdx.x % 32; k < clusters; k += 32) {
    const float* centroid = centroids + (long long)k * width;
    double dot = 0;
    for (int z = 0; z < width; z++) dot += (double)code[z] * centroid[z];
    const double cosine = dot / (norm * norm_in_double(centroid, width));
    if (cosine > greatest) {
      greatest = cosine;
      best = k;
    }
  }
#pragma unroll
  for (int distance = 16; distance > 0; distance >>= 1) {
    const double cosine = __shfl_xor_sync(FULL, greatest, distance);
    const int k = __shfl_xor_sync(FULL, best, distance);
    if (cosine > greatest || (cosine == greatest && k < best)) {
      greatest = cosine;
      best = k;
    }
  }
  return best;
}

// The warp's codes that are in doubt, one after the other. Called by a whole warp.
DEV void settle(Nearest& best, bool doubt, const float* codes, const float* centroids, long long m,
                int width, int clusters) {
  for (unsigned open = __ballot_sync(FULL, doubt); open != 0; open &= open - 1) {
    const int owner = __ffs(open) - 1;
    const long long row = __shfl_sync(FULL, m, owner);
    const int nearest = nearest_in_double(codes + row * width, centroids, width, clusters);
    if ((int)(threadIdx.x % 32) == owner) best.index = nearest;
  }
}

// Columns z0 .. z0+DEPTH-1 of the block's codes and of CLUSTERS centroids, with 0 beyond the ends.
DEV void load_pieces(float (&x)[THREADS][DEPTH + 1], float (&c)[DEPTH][STRIDE], const float* codes,
                     const float* centroids, long long m0, int points, int k0, int clusters, int z0,
                     int width) {
  const int lane = threadIdx.x % 32, warp = threadIdx.x / 32, z = z0 + lane;
  for (int row = warp; row < THREADS; row += THREADS / 32)
    x[row][lane] = m0 + row < points && z < width ? codes[(m0 + row) * width + z] : 0;
  for (int k = warp; k < CLUSTERS; k += THREADS / 32)
    c[lane][k] = k0 + k < clusters && z < width ? centroids[(long long)(k0 + k) * width + z] : 0;
}

// Labels and lengths of THREADS codes; parts[block] = the sum of their cosines. Lengths of the
// centroids are worked out on the way, by the threads below CLUSTERS.
extern "C" __global__ void __launch_bounds__(THREADS) cluster_loss_assign(
    const float* codes, const float* centroids, int* labels, float* norms, double* parts,
    int points, int width, int clusters) {
  SHARED(float, x, [THREADS][DEPTH + 1]);
  SHARED(float, c, [DEPTH][STRIDE]);
  SHARED(float, lengths, [CLUSTERS]);
  const long long m0 = (long long)blockIdx.x * THREADS, m = m0 + threadIdx.x;
  Nearest best = {0, -INFINITY, -INFINITY};
  float norm = 0;
  for (int k0 = 0; k0 < clusters; k0 += CLUSTERS) {
    float dots[CLUSTERS] = {}, squares = 0, centroid_squares = 0;
    for (int z0 = 0; z0 < width; z0 += DEPTH) {
      __syncthreads();
      load_pieces(x, c, codes, centroids, m0, points, k0, clusters, z0, width);
      __syncthreads();
      for (int z = 0; z < DEPTH; z++) {
        const float value = x[threadIdx.x][z];
        squares = fmaf(value, value, squares);
#pragma unroll
        for (int k = 0; k < CLUSTERS; k += 4) {
          const float4 four = *reinterpret_cast<const float4*>(&c[z][k]);
          dots[k] = fmaf(value, four.x, dots[k]);
          dots[k + 1] = fmaf(value, four.y, dots[k + 1]);
          dots[k + 2] = fmaf(value, four.z, dots[k + 2]);
          dots[k + 3] = fmaf(value, four.w, dots[k + 3]);
        }
        if (threadIdx.x < CLUSTERS)
          centroid_squares = fmaf(c[z][threadIdx.x], c[z][threadIdx.x], centroid_squares);
      }
    }
    if (threadIdx.x < CLUSTERS) lengths[threadIdx.x] = (float)bounded_norm(centroid_squares);
    __syncthreads();
    norm = (float)bounded_norm(squares);
#pragma unroll
    for (int k = 0; k < CLUSTERS; k++)
      if (k0 + k < clusters) offer(best, dots[k] / (norm * lengths[k]), k0 + k);
    __syncthreads();
  }
  const bool doubt = m < points && best.cosine - best.second < DOUBT;
  settle(best, doubt, codes, centroids, m, width, clusters);
  double cosine = 0;
  if (m < points) {
    labels[m] = best.index;
    norms[m] = norm;
    cosine = best.cosine;
  }
  const double sum = ordered_block_sum<THREADS>(cosine);
  if (threadIdx.x == 0) parts[blockIdx.x] = sum;
}
EXPORT_KERNEL(cluster_loss_assign, THREADS)

// Block (part, channels, centroids): units[part][k][z] = the sum of the part's unit codes of
// centroid k, for height centroids from blockIdx.z * height on. Dynamic shared memory: height *
// THREADS values.
extern "C" __global__ void __launch_bounds__(THREADS) cluster_loss_sums(
    const float* codes, const int* labels, const float* norms, float* units, int points, int width,
    int clusters, int rows_per_part, int height) {
  DYN_SHARED(float, sums);
  const int z = blockIdx.y * THREADS + threadIdx.x, k0 = blockIdx.z * height;
  const int here = min(height, clusters - k0);
  for (int k = 0; k < here; k++) sums[k * THREADS + threadIdx.x] = 0;
  if (z >= width) return;
  const long long first = (long long)blockIdx.x * rows_per_part;
  const long long last = min(first + rows_per_part, (long long)points);
#pragma unroll 4
  for (long long m = first; m < last; m++) {
    const float value = codes[m * width + z] / norms[m];
    const int k = labels[m] - k0;
    if (k >= 0 && k < here) sums[k * THREADS + threadIdx.x] += value;
  }
  float* out = units + ((long long)blockIdx.x * clusters + k0) * width + z;
  for (int k = 0; k < here; k++) out[(long long)k * width] = sums[k * THREADS + threadIdx.x];
}
EXPORT_KERNEL(cluster_loss_sums, THREADS)

// Block k: gradient[k] = -(u - c (c·u)/‖c‖²)/(M ‖c‖), u the sum of the parts. Until the length of
// the centroid is known the row of the gradient holds u.
extern "C" __global__ void __launch_bounds__(THREADS) cluster_loss_gradient(
    const float* units, const float* centroids, float* gradient, int parts, int points, int width,
    int clusters) {
  const float* centroid = centroids + (long long)blockIdx.x * width;
  float* out = gradient + (long long)blockIdx.x * width;
  double squares = 0, dot = 0;
  for (int z = threadIdx.x; z < width; z += THREADS) {
    const float* at = units + (long long)blockIdx.x * width + z;
    float sum = 0;
#pragma unroll 8
    for (int part = 0; part < parts; part++) sum += at[(long long)part * clusters * width];
    squares += (double)centroid[z] * centroid[z];
    dot += (double)sum * centroid[z];
    out[z] = sum;
  }
  squares = ordered_block_sum<THREADS>(squares);
  dot = ordered_block_sum<THREADS>(dot);
  const double norm = bounded_norm(squares);
  // A length at its bound is a constant, and then nothing is taken off.
  const double along = norm > LEAST_NORM ? dot / (norm * norm) : 0;
  const double scale = points == 0 ? 0 : -1 / (points * norm);
  for (int z = threadIdx.x; z < width; z += THREADS)
    out[z] = (float)(scale * (out[z] - along * centroid[z]));
}
EXPORT_KERNEL(cluster_loss_gradient, THREADS)
