// For each of some rows the other rows with the largest products: the exact nearest neighbours of
// vectors of length 1.
//  v1 a matrix product, then a selection: N x N values are written and read again.
//  v2 (used) fused: 64 rows against 64 candidates on tensor cores, then each row's thread offers the
//     64 products to the row's list of the best so far. Most products lie below the last of the list
//     and cost one comparison. Candidates are cut into parts, so that a few rows fill the device;
//     the lists of the parts are merged in the order of the candidates.
// Roofline: tensor cores, 2.N.N.D operations; the lists add a few per cent for D of 384.
#include "row_products.cuh"

constexpr int CANDIDATES = 64;

// The best places of one row, the best first; of equal scores the one that came first.
struct BestList {
  float* scores;
  int* indices;
  int count;

  DEV void clear() {
    for (int i = 0; i < count; i++) {
      scores[i] = -INFINITY;
      indices[i] = -1;
    }
  }

  // The score must be greater than the last.
  DEV void insert(float score, int index) {
    int at = count - 1;
    for (; at > 0 && scores[at - 1] < score; at--) {
      scores[at] = scores[at - 1];
      indices[at] = indices[at - 1];
    }
    scores[at] = score;
    indices[at] = index;
  }

  DEV float last() const { return scores[count - 1]; }
};

// Candidate parts on y, each a whole number of tiles. scores and indices: (parts, rows, count).
extern "C" __global__ void __launch_bounds__(TILE_THREADS)
    top_products_parts(const float* vectors, float* scores, int* indices, int all, int width,
                       int from, int to, int count, int part) {
  SHARED(float, xs, [TILE_ROWS][TILE_STRIDE]);
  SHARED(float, cs, [CANDIDATES][TILE_STRIDE]);
  SHARED(float, products, [TILE_ROWS][CANDIDATES + 1]);
  const Rows candidates = {vectors, nullptr, all, width};
  const Rows queries = {vectors, nullptr, to, width};
  const int first = from + (int)blockIdx.x * TILE_ROWS, row = first + (int)threadIdx.x;
  const bool lists = threadIdx.x < TILE_ROWS && row < to;
  const long long place = ((long long)blockIdx.y * (to - from) + row - from) * count;
  BestList best = {scores + place, indices + place, count};
  float last = -INFINITY;
  if (lists) best.clear();
  const long long c_first = (long long)blockIdx.y * part;
  const int c_end = (int)min((long long)all, c_first + part);
  for (int c0 = (int)c_first; c0 < c_end; c0 += CANDIDATES) {
    float sums[CANDIDATES / 8][4], squares[2];
    multiply_rows<CANDIDATES / 8>(queries, first, candidates, c0, xs, cs, sums, squares);
#pragma unroll
    for (int j = 0; j < CANDIDATES / 8; j++)
#pragma unroll
      for (int e = 0; e < 4; e++) {
        products[fragment_row() + (e >> 1) * 8][fragment_column(j, e)] = sums[j][e];
      }
    __syncthreads();
    for (int c = 0; lists && c < min(CANDIDATES, c_end - c0); c++) {
      const float product = products[threadIdx.x][c];
      if (product > last && c0 + c != row) {
        best.insert(product, c0 + c);
        last = best.last();
      }
    }
    __syncthreads();
  }
}
EXPORT_KERNEL(top_products_parts, TILE_THREADS)

// Brings the lists of all parts into that of the first, one thread a row.
extern "C" __global__ void __launch_bounds__(128)
    top_products_merge(float* scores, int* indices, int rows, int count, int parts) {
  const int row = blockIdx.x * 128 + threadIdx.x;
  if (row >= rows) return;
  BestList best = {scores + (long long)row * count, indices + (long long)row * count, count};
  for (int p = 1; p < parts; p++) {
    const long long place = ((long long)p * rows + row) * count;
    for (int i = 0; i < count && scores[place + i] > best.last(); i++) {
      best.insert(scores[place + i], indices[place + i]);
    }
  }
}
EXPORT_KERNEL(top_products_merge, 128)
