// matrix.cuh - what every matrix product shares: reading blocks of an operand, storing results.
// Both operands are seen as rows by depth: M by K for a, N by K for b. In memory a row may run
// along the depth (a as it is, b transposed: "k-contiguous") or across it. Both are read by quads,
// four neighbours in memory; what lies outside reads as 0 and so adds nothing to any sum.
#pragma once
#include "activations.cuh"

// ai.stego.tensor.Epilogue in its order.
enum Epilogue { STORE, STORE_RELU, STORE_GELU, ADD };

struct Operand {
  const float* values;
  long long stride;  // values from one stored row to the next
  int rows;
  int depth;     // the first k that is not read
  bool aligned;  // whether every quad at a multiple of four begins at a multiple of 16 bytes

  DEV Operand(const float* values, int stride, int rows, int depth)
      : values(values), stride(stride), rows(rows), depth(depth),
        aligned(((uintptr_t)values & 15) == 0 && stride % 4 == 0) {}

  // Four values from (row, k) on: along k if K_CONTIGUOUS, else along the rows.
  template <bool K_CONTIGUOUS>
  DEV float4 quad(int row, int k) const {
    float4 result = make_float4(0.f, 0.f, 0.f, 0.f);
    if ((K_CONTIGUOUS ? row : k) >= (K_CONTIGUOUS ? rows : depth)) return result;
    const int along = K_CONTIGUOUS ? k : row;
    const int left = (K_CONTIGUOUS ? depth : rows) - along;
    const float* from = values + (K_CONTIGUOUS ? row : k) * stride + along;
    if (aligned && left >= 4) return __ldg(reinterpret_cast<const float4*>(from));
    if (left > 0) result.x = __ldg(from);
    if (left > 1) result.y = __ldg(from + 1);
    if (left > 2) result.z = __ldg(from + 2);
    if (left > 3) result.w = __ldg(from + 3);
    return result;
  }
};

DEV float after_epilogue(float sum, const float* out, int epilogue) {
  if (epilogue == STORE_RELU) return relu_of(sum);
  if (epilogue == STORE_GELU) return gelu_of(sum);
  return epilogue == ADD ? *out + sum : sum;
}

// The result of a block: M by N values, row-major without gaps, and what becomes of each. With
// split depth every slice blockIdx.z writes bare sums to a plane of its own.
struct Result {
  const float* bias;  // null for none
  float* values;
  int rows;
  int columns;
  int epilogue;
  bool pairs;  // whether two neighbours at an even column begin at a multiple of 8 bytes
  bool quads;

  DEV Result(const float* bias, float* out, int rows, int columns, int epilogue)
      : bias(bias), values(out + blockIdx.z * ((long long)rows * columns)), rows(rows),
        columns(columns), epilogue(epilogue),
        pairs(columns % 2 == 0 && ((uintptr_t)values & 7) == 0),
        quads(columns % 4 == 0 && ((uintptr_t)values & 15) == 0) {}

  DEV float finished(float sum, const float* at, int column) const {
    return after_epilogue(bias ? sum + __ldg(bias + column) : sum, at, epilogue);
  }

  DEV void store(int row, int column, float sum) const {
    if (row >= rows || column >= columns) return;
    float* at = values + (long long)row * columns + column;
    *at = finished(sum, at, column);
  }

  DEV void store_pair(int row, int column, float first, float second) const {
    if (!pairs) {
      store(row, column, first);
      store(row, column + 1, second);
    } else if (row < rows && column < columns) {
      float* at = values + (long long)row * columns + column;
      *reinterpret_cast<float2*>(at) =
          make_float2(finished(first, at, column), finished(second, at + 1, column + 1));
    }
  }

  DEV void store_quad(int row, int column, const float (&sums)[4]) const {
    if (!quads) {
#pragma unroll
      for (int i = 0; i < 4; i++) store(row, column + i, sums[i]);
    } else if (row < rows && column < columns) {
      float* at = values + (long long)row * columns + column;
      *reinterpret_cast<float4*>(at) =
          make_float4(finished(sums[0], at, column), finished(sums[1], at + 1, column + 1),
                      finished(sums[2], at + 2, column + 2), finished(sums[3], at + 3, column + 3));
    }
  }
};

// The tile of this block and the slice of the depth. Tiles of one row of tiles follow each other:
// blocks that run at the same time then share rows of a, and b, the weight, stays in the L2 cache.
template <int ROWS, int COLUMNS>
struct TileOf {
  int row, column, k, depth;

  DEV TileOf(int columns, int depth, int slice) {
    const int across = (columns + COLUMNS - 1) / COLUMNS;
    row = blockIdx.x / across * ROWS;
    column = blockIdx.x % across * COLUMNS;
    k = blockIdx.z * slice;
    this->depth = k + min(slice, depth - k);
  }
};
