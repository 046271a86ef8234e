// A 32 x 32 tile of A·Bᵀ by one block, rows of A and B in global memory, at any address.
//
// The tile is small so that a loss over 121 positions makes enough blocks to fill a GPU; to give each
// block eight warps all the same, its four pairs of warps share the depth: of each STAGE columns that
// are in shared memory a pair takes its quarter, and the four partial tiles are added at the end, in
// their order. The next stage travels from global memory to registers meanwhile.
//
// T says what multiplies: float, by 4 x 4 sums a thread (eight 16-byte loads for 64 multiply-adds);
// tf32, __half or __nv_bfloat16, by tensor cores, values rounded on their way to shared memory and
// summed in float32. Rows are padded by 16 bytes: every load is free of bank conflicts.
#pragma once
#include "gpu.cuh"

namespace tile {
constexpr int SIDE = 32, THREADS = 256, PAIRS = 4, STAGE = 64;
constexpr int PAIR_COLUMNS = STAGE / PAIRS;
constexpr int STRIDE = STAGE + 4;          // floats from row to row of a stage
constexpr int PART_STRIDE = SIDE + 8;      // floats from row to row of a partial tile
constexpr int BUFFER = PAIRS * SIDE * PART_STRIDE;  // floats; a stage needs 2 * SIDE * STRIDE
constexpr int VALUES = SIDE * SIDE / THREADS;       // values of the tile that a thread ends with
static_assert(2 * SIDE * STRIDE <= BUFFER, "a stage and the partial tiles share the buffer");

// SIDE rows of which some are there.
struct Rows {
  const float* first;
  int count;
};

DEV float4 load4(const Rows& rows, int row, int column, int width, bool aligned) {
  float4 out = make_float4(0, 0, 0, 0);
  if (row >= rows.count || column >= width) return out;
  const float* from = rows.first + (long long)row * width + column;
  if (aligned) return *reinterpret_cast<const float4*>(from);
  out.x = from[0];
  if (column + 1 < width) out.y = from[1];
  if (column + 2 < width) out.z = from[2];
  if (column + 3 < width) out.w = from[3];
  return out;
}

// How values of a type lie in shared memory: bytes from row to row, and four values stored at once.
template <class T> struct Stage {
  static constexpr int BYTES = 2, ROW = STAGE * 2 + 16;
  static DEV void store(unsigned char* to, const float4& v) {
    *reinterpret_cast<uint2*>(to) = make_uint2(Elem<T>::pack(v.x, v.y), Elem<T>::pack(v.z, v.w));
  }
};
template <> struct Stage<float> {
  static constexpr int BYTES = 4, ROW = STRIDE * 4;
  static DEV void store(unsigned char* to, const float4& v) { *reinterpret_cast<float4*>(to) = v; }
};
template <> struct Stage<tf32> {
  static constexpr int BYTES = 4, ROW = STRIDE * 4;
  static DEV void store(unsigned char* to, const float4& v) {
    *reinterpret_cast<uint4*>(to) =
        make_uint4(round_tf32(__float_as_uint(v.x)), round_tf32(__float_as_uint(v.y)),
                   round_tf32(__float_as_uint(v.z)), round_tf32(__float_as_uint(v.w)));
  }
};

DEV void add_products(float& sum, const float4& a, const float4& b) {
  sum = fmaf(a.x, b.x, sum);
  sum = fmaf(a.y, b.y, sum);
  sum = fmaf(a.z, b.z, sum);
  sum = fmaf(a.w, b.w, sum);
}

// The sums that a thread of a pair holds, and the pair's work on its columns of a stage.
template <class T> struct Sums {  // tensor cores: a warp has 16 rows x 32 columns
  float v[4][4] = {};

  DEV void add(const unsigned char* stage, int pair) {
    const int lane = threadIdx.x % 32, half = threadIdx.x / 32 % 2;
    const unsigned char* at = stage + pair * PAIR_COLUMNS * Stage<T>::BYTES;
    const unsigned char* a_row = at + (16 * half + lane % 16) * Stage<T>::ROW + lane / 16 * 16;
    const unsigned char* b_row =
        at + (SIDE + lane % 8 + lane / 16 * 8) * Stage<T>::ROW + lane / 8 % 2 * 16;
#pragma unroll
    for (int step = 0; step < PAIR_COLUMNS * Stage<T>::BYTES; step += 32) {
      uint32_t a[4], b[4];
      ldmatrix_x4(a, a_row + step);
#pragma unroll
      for (int n = 0; n < 2; n++) {
        ldmatrix_x4(b, b_row + 16 * n * Stage<T>::ROW + step);
        Mma<T>::mma(v[2 * n], a, b[0], b[1]);
        Mma<T>::mma(v[2 * n + 1], a, b[2], b[3]);
      }
    }
  }

  DEV void store(float* part) const {
    const int lane = threadIdx.x % 32, half = threadIdx.x / 32 % 2;
#pragma unroll
    for (int n = 0; n < 4; n++)
#pragma unroll
      for (int e = 0; e < 4; e++)
        part[(16 * half + lane / 4 + e / 2 * 8) * PART_STRIDE + 8 * n + lane % 4 * 2 + e % 2] =
            v[n][e];
  }
};

template <> struct Sums<float> {  // rows i + 8r and columns j + 8c of the tile
  float v[4][4] = {};

  DEV void add(const unsigned char* stage, int pair) {
    const float* at = reinterpret_cast<const float*>(stage) + pair * PAIR_COLUMNS;
    const float* a_row = at + threadIdx.x / 8 % 8 * STRIDE;
    const float* b_row = at + (SIDE + threadIdx.x % 8) * STRIDE;
#pragma unroll
    for (int k = 0; k < PAIR_COLUMNS; k += 4) {
      float4 b[4];
#pragma unroll
      for (int c = 0; c < 4; c++)
        b[c] = *reinterpret_cast<const float4*>(b_row + 8 * c * STRIDE + k);
#pragma unroll
      for (int r = 0; r < 4; r++) {
        const float4 a = *reinterpret_cast<const float4*>(a_row + 8 * r * STRIDE + k);
#pragma unroll
        for (int c = 0; c < 4; c++) add_products(v[r][c], a, b[c]);
      }
    }
  }

  DEV void store(float* part) const {
    const int i = threadIdx.x / 8 % 8, j = threadIdx.x % 8;
#pragma unroll
    for (int r = 0; r < 4; r++)
#pragma unroll
      for (int c = 0; c < 4; c++) part[(i + 8 * r) * PART_STRIDE + j + 8 * c] = v[r][c];
  }
};

// Value e of a thread lies at row threadIdx.x / 32 + 8e and column threadIdx.x % 32.
template <class T>
DEV void product(float* buffer, const Rows& a, const Rows& b, int width, float (&out)[VALUES]) {
  unsigned char* stage = reinterpret_cast<unsigned char*>(buffer);
  const bool aligned =
      width % 4 == 0 && ((uintptr_t)a.first | (uintptr_t)b.first) % sizeof(float4) == 0;
  const int column = threadIdx.x % 16 * 4, row = threadIdx.x / 16, pair = threadIdx.x / 64;
  float4 next[4];
  auto fetch = [&](int k) {
#pragma unroll
    for (int i = 0; i < 4; i++)
      next[i] = load4(i < 2 ? a : b, row + i % 2 * 16, k + column, width, aligned);
  };
  Sums<T> sums;
  fetch(0);
  for (int k = 0; k < width; k += STAGE) {
    __syncthreads();  // the stage before, or the tile before this one, has been read
#pragma unroll
    for (int i = 0; i < 4; i++)
      Stage<T>::store(stage + (row + 16 * i) * Stage<T>::ROW + column * Stage<T>::BYTES, next[i]);
    __syncthreads();
    fetch(k + STAGE);
    sums.add(stage, pair);
  }
  __syncthreads();
  sums.store(buffer + pair * SIDE * PART_STRIDE);
  __syncthreads();
#pragma unroll
  for (int e = 0; e < VALUES; e++) {
    const float* at = buffer + (threadIdx.x / 32 + 8 * e) * PART_STRIDE + threadIdx.x % 32;
    out[e] = at[0];
#pragma unroll
    for (int p = 1; p < PAIRS; p++) out[e] += at[p * SIDE * PART_STRIDE];
  }
}
}  // namespace tile
