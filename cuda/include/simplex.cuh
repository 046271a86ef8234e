// The simplex of the permutohedral lattice that holds a point (Adams, Baek and Davis 2010, section
// 3.2): the same double arithmetic in the same order as the library's CPU code, so that both find
// the same vertices. A fused multiply-add would round once where that code rounds twice and put
// points on a face between two simplices on the other side: hence product(), which cannot be fused.
#pragma once
#include "gpu.cuh"

// x * y, rounded.
DEV double product(double x, double y) {
#ifdef __CUDACC__
  return __dmul_rn(x, y);
#else
  volatile double rounded = x * y;
  return rounded;
#endif
}

// Beyond this a coordinate plus its neighbours' offsets could leave the range of an int.
constexpr double LARGEST_COORDINATE = 1 << 29;

// All loops have constant bounds and are unrolled, so that the arrays live in registers.
template <int D>
struct Simplex {
  int nearest[D + 1];  // the vertex of remainder 0
  int rank[D + 1];     // the place of each coordinate when ordered by distance from it, 0 first
  double sorted[D + 1];

  // Returns D if all is well, or else the last feature that is not finite or too large.
  DEV int locate(const float* features, long long point) {
    double elevated[D + 1];
    const int unusable = elevate(features + point * D, elevated);
    if (unusable != D) return unusable;
    const int sum = round_to_remainder_zero(elevated);
    rank_by_distance(elevated);
    return_to_plane(sum);
    double distance[D + 1];
#pragma unroll
    for (int k = 0; k <= D; k++) distance[k] = (elevated[k] - nearest[k]) / (D + 1);
#pragma unroll
    for (int place = 0; place <= D; place++) {
      sorted[place] = 0;
#pragma unroll
      for (int k = 0; k <= D; k++) sorted[place] = rank[k] == place ? distance[k] : sorted[place];
    }
    return D;
  }

  // The coordinate of the vertex of one remainder along an axis.
  DEV int coordinate(int remainder, int axis) const {
    return nearest[axis] + (rank[axis] <= D - remainder ? remainder : remainder - (D + 1));
  }

  // The barycentric weight of the vertex of one remainder; remainder must be known when compiled.
  DEV float weight(int remainder) const {
    if (remainder == 0) return (float)(1 + sorted[D] - sorted[0]);
    return (float)(sorted[D - remainder] - sorted[D + 1 - remainder]);
  }

 private:
  DEV static int elevate(const float* features, double (&elevated)[D + 1]) {
    // One blur [1 2 1]/4 along each of the D + 1 axes has the variance (2/3)(D+1)^2 in the plane.
    const double unit = product(D + 1, sqrt(2.0 / 3.0));
    double tail = 0;
    int unusable = D;
#pragma unroll
    for (int k = D; k > 0; k--) {
      const double scale = unit / sqrt((double)(k * (k + 1)));
      const double scaled = product(features[k - 1], scale);
      const bool usable = product(fabs(scaled), D + 1) <= LARGEST_COORDINATE;
      if (!usable && unusable == D) unusable = k - 1;
      elevated[k] = tail - product(k, scaled);
      tail += scaled;
    }
    elevated[0] = tail;
    return unusable;
  }

  DEV int round_to_remainder_zero(const double (&elevated)[D + 1]) {
    int sum = 0;
#pragma unroll
    for (int k = 0; k <= D; k++) {
      const int multiple = (int)floor(elevated[k] / (D + 1) + 0.5);
      nearest[k] = multiple * (D + 1);
      sum += multiple;
    }
    return sum;
  }

  DEV void rank_by_distance(const double (&elevated)[D + 1]) {
#pragma unroll
    for (int k = 0; k <= D; k++) rank[k] = 0;
#pragma unroll
    for (int i = 0; i < D; i++) {
#pragma unroll
      for (int k = i + 1; k <= D; k++) {
        const bool first = elevated[i] - nearest[i] < elevated[k] - nearest[k];
        rank[i] += first ? 1 : 0;
        rank[k] += first ? 0 : 1;
      }
    }
  }

  // The rounded point may lie off the plane: moves those coordinates that rounding moved most.
  DEV void return_to_plane(int sum) {
#pragma unroll
    for (int k = 0; k <= D; k++) {
      rank[k] += sum;
      const int turn = rank[k] < 0 ? D + 1 : rank[k] > D ? -(D + 1) : 0;
      rank[k] += turn;
      nearest[k] += turn;
    }
  }
};
