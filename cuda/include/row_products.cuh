// Products of 64 rows with up to 64 other rows, x[m].c[n], at float32 accuracy on tensor cores.
// Every value is split into two tf32 numbers, v = high + low, which keep 22 of its 24 bits, and
// three products are summed: low.high + high.low + high.high (what is left out is of order 2^-22).
// Three products on tensor cores are still several times what the float32 units can do.
// Roofline: 2.M.N.Z operations for each 4.(M + N).Z bytes; with few columns it is memory.
#pragma once
#include "gpu.cuh"

constexpr int TILE_ROWS = 64;
constexpr int TILE_DEPTH = 32;
constexpr int TILE_STRIDE = TILE_DEPTH + 4;  // so that the rows of a fragment lie in other banks
constexpr int TILE_THREADS = 128;

// Dense rows; each is multiplied by its factor if there are factors.
struct Rows {
  const float* values;
  const float* factors;
  int count;
  int width;
};

// The index of the first row of this thread's fragments within the tile; the other is 8 below.
DEV int fragment_row() { return (threadIdx.x >> 5) * 16 + ((threadIdx.x & 31) >> 2); }

// The column of value e of the sums of column tile j.
DEV int fragment_column(int j, int e) { return j * 8 + (threadIdx.x & 3) * 2 + (e & 1); }

// 32 columns of some rows to shared memory, zeros beyond the edges.
DEV void load_rows(const Rows& rows, int first, int k0, int wanted, float (*tile)[TILE_STRIDE]) {
  const bool aligned = rows.width % 4 == 0 && ((size_t)rows.values & 15) == 0;
  if (aligned) {
    for (int i = threadIdx.x; i < wanted * (TILE_DEPTH / 4); i += TILE_THREADS) {
      const int row = first + (i >> 3), k = (i & 7) * 4;
      float4 v = make_float4(0.f, 0.f, 0.f, 0.f);
      if (row < rows.count && k0 + k < rows.width) {
        v = *reinterpret_cast<const float4*>(rows.values + (long long)row * rows.width + k0 + k);
        const float f = rows.factors ? rows.factors[row] : 1.f;
        v = make_float4(v.x * f, v.y * f, v.z * f, v.w * f);
      }
      *reinterpret_cast<float4*>(&tile[i >> 3][k]) = v;
    }
    return;
  }
  for (int i = threadIdx.x; i < wanted * TILE_DEPTH; i += TILE_THREADS) {
    const int row = first + (i >> 5), k = i & 31;
    float v = 0.f;
    if (row < rows.count && k0 + k < rows.width) {
      v = rows.values[(long long)row * rows.width + k0 + k];
      v *= rows.factors ? rows.factors[row] : 1.f;
    }
    tile[i >> 5][k] = v;
  }
}

// v = high + low; infinities and NaN end as NaN in low.
DEV void split_tf32(float v, uint32_t& high, uint32_t& low) {
  high = round_tf32(__float_as_uint(v));
  low = round_tf32(__float_as_uint(v - __uint_as_float(high)));
}

// One step of 8 in depth: sums += x.c, squares += x.x.
template <int N>
DEV void multiply_step(const float (*xs)[TILE_STRIDE], const float (*cs)[TILE_STRIDE], int k,
                       int columns, float (&sums)[N][4], float (&squares)[2]) {
  const int lane = threadIdx.x & 31, row = fragment_row(), at = k + (lane & 3);
  uint32_t high[4], low[4];
#pragma unroll
  for (int i = 0; i < 4; i++) {
    const float v = xs[row + (i & 1) * 8][at + (i >> 1) * 4];
    squares[i & 1] = fmaf(v, v, squares[i & 1]);
    split_tf32(v, high[i], low[i]);
  }
#pragma unroll
  for (int j = 0; j < N; j++) {
    if (j * 8 < columns) {
      uint32_t high0, low0, high1, low1;
      split_tf32(cs[j * 8 + (lane >> 2)][at], high0, low0);
      split_tf32(cs[j * 8 + (lane >> 2)][at + 4], high1, low1);
      Mma<tf32>::mma(sums[j], low, high0, high1);
      Mma<tf32>::mma(sums[j], high, low0, low1);
      Mma<tf32>::mma(sums[j], high, high0, high1);
    }
  }
}

// sums = products of 64 rows of x, from first_x on, with 8.N rows of c, from first_c on: value e of
// sums[j] belongs to row fragment_row() + (e / 2).8 and column fragment_column(j, e). squares = this
// thread's share, a quarter, of |x|^2 of its two rows. All threads of the block take part; xs and cs
// are its shared memory, of 64 and 8.N rows.
template <int N>
DEV void multiply_rows(const Rows& x, int first_x, const Rows& c, int first_c,
                       float (*xs)[TILE_STRIDE], float (*cs)[TILE_STRIDE], float (&sums)[N][4],
                       float (&squares)[2]) {
#pragma unroll
  for (int j = 0; j < N; j++)
#pragma unroll
    for (int e = 0; e < 4; e++) sums[j][e] = 0.f;
  squares[0] = squares[1] = 0.f;
  const bool idle = first_x + (int)(threadIdx.x >> 5) * 16 >= x.count;
  for (int k0 = 0; k0 < x.width; k0 += TILE_DEPTH) {
    __syncthreads();
    load_rows(x, first_x, k0, TILE_ROWS, xs);
    load_rows(c, first_c, k0, 8 * N, cs);
    __syncthreads();
    const int steps = idle ? 0 : min(TILE_DEPTH, x.width - k0);
    for (int k = 0; k < steps; k += 8) multiply_step<N>(xs, cs, k, c.count - first_c, sums, squares);
  }
}
