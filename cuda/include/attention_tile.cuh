// Register tiles of float32 attention: 128 threads as 16 row groups x 8 column groups. A thread has
// TQ rows (queries, say) and 4 columns (keys) of a tile of 16 TQ x 32 scores, and DP / 8 columns of
// a tile of 16 TQ x DP sums. The 8 threads of a row are neighbours in a warp, so what they exchange
// (row maxima, the weights on their way from scores to factors) never leaves the warp.
// Rows of a tile are DP + 4 floats apart: 16-byte reads of 8 rows, or of 4, meet in no bank.
#pragma once
#include "attention_head.cuh"

constexpr int ATTENTION_THREADS = 128, TILE_COLUMNS = 32;
constexpr int WEIGHT_STRIDE = TILE_COLUMNS + 8;  // 4 rows of 8 writes fill the 32 banks

// Where this thread stands in a tile. Its rows are row + 4 i, its score columns column + 8 j, its
// sum columns 32 m + 4 column + (0 to 3).
template <int TQ> struct TilePlace {
  int row, column;
  DEV TilePlace() : row((threadIdx.x >> 5) * 4 * TQ + ((threadIdx.x & 31) >> 3)), column(threadIdx.x & 7) {}
};

// Copies ROWS rows to shared memory, zeros where there are none; cp.async if aligned. The caller
// commits and waits.
template <int ROWS, int DP> DEV void load_tile(float* tile, const HeadRows& head, int first_row) {
  constexpr int PARTS = DP / 4;
  if (head.aligned) {
#pragma unroll
    for (int i = threadIdx.x; i < ROWS * PARTS; i += ATTENTION_THREADS) {
      const int r = i / PARTS, c = 4 * (i % PARTS);
      const bool there = first_row + r < head.rows && c < head.width;
      cp_async16(tile + r * (DP + 4) + c,
                 there ? head.first + (first_row + r) * head.stride + c : head.first, there);
    }
  } else {
    for (int i = threadIdx.x; i < ROWS * DP; i += ATTENTION_THREADS) {
      const int r = i / DP, c = i % DP;
      const bool there = first_row + r < head.rows && c < head.width;
      tile[r * (DP + 4) + c] = there ? head.first[(first_row + r) * head.stride + c] : 0.f;
    }
  }
}

DEV float4 read4(const float* p) { return *reinterpret_cast<const float4*>(p); }

// s[i][j] = rows[i] . columns[j], 4 of the width at a time: 4 + TQ reads of 16 bytes for 16 TQ
// products. rows and columns are at this thread's first row and column.
template <int TQ, int DP> DEV void dot_tile(const float* rows, const float* columns, float (&s)[TQ][4]) {
#pragma unroll
  for (int i = 0; i < TQ; i++)
#pragma unroll
    for (int j = 0; j < 4; j++) s[i][j] = 0.f;
#pragma unroll 1
  for (int c = 0; c < DP; c += 4) {
    float4 k[4];
#pragma unroll
    for (int j = 0; j < 4; j++) k[j] = read4(columns + 8 * j * (DP + 4) + c);
#pragma unroll
    for (int i = 0; i < TQ; i++) {
      const float4 q = read4(rows + 4 * i * (DP + 4) + c);
#pragma unroll
      for (int j = 0; j < 4; j++) {
        s[i][j] = fmaf(q.x, k[j].x, s[i][j]);
        s[i][j] = fmaf(q.y, k[j].y, s[i][j]);
        s[i][j] = fmaf(q.z, k[j].z, s[i][j]);
        s[i][j] = fmaf(q.w, k[j].w, s[i][j]);
      }
    }
  }
}

// Puts a tile of factors where the threads of the same rows can read all of it. weights is the
// whole tile; the warp must have finished reading what was there.
template <int TQ> DEV void share_weights(const float (&p)[TQ][4], float* weights) {
  const TilePlace<TQ> place;
#pragma unroll
  for (int i = 0; i < TQ; i++)
#pragma unroll
    for (int j = 0; j < 4; j++)
      weights[(place.row + 4 * i) * WEIGHT_STRIDE + place.column + 8 * j] = p[i][j];
  __syncwarp();
}

// sums += weights . values, (16 TQ x 32) by (32 x DP); 4 columns of the weights at a time.
template <int TQ, int DP>
DEV void add_weighted(const float* weights, const float* values, float (&sums)[TQ][DP / 8]) {
  const TilePlace<TQ> place;
  weights += place.row * WEIGHT_STRIDE;
  values += 4 * place.column;
#pragma unroll 1
  for (int k = 0; k < TILE_COLUMNS; k += 4) {
    float p[TQ][4];
#pragma unroll
    for (int i = 0; i < TQ; i++)
      *reinterpret_cast<float4*>(p[i]) = read4(weights + 4 * i * WEIGHT_STRIDE + k);
#pragma unroll
    for (int e = 0; e < 4; e++)
#pragma unroll
      for (int m = 0; m < DP / 32; m++) {
        const float4 v = read4(values + (k + e) * (DP + 4) + 32 * m);
#pragma unroll
        for (int i = 0; i < TQ; i++) {
          sums[i][4 * m] = fmaf(p[i][e], v.x, sums[i][4 * m]);
          sums[i][4 * m + 1] = fmaf(p[i][e], v.y, sums[i][4 * m + 1]);
          sums[i][4 * m + 2] = fmaf(p[i][e], v.z, sums[i][4 * m + 2]);
          sums[i][4 * m + 3] = fmaf(p[i][e], v.w, sums[i][4 * m + 3]);
        }
      }
  }
  __syncwarp();
}

template <int TQ, int DP> DEV void clear_sums(float (&sums)[TQ][DP / 8]) {
#pragma unroll
  for (int i = 0; i < TQ; i++)
#pragma unroll
    for (int c = 0; c < DP / 8; c++) sums[i][c] = 0.f;
}
