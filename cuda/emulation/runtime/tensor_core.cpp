// mma.sync and ldmatrix by the lane layouts of the PTX manual (sections "Matrix fragments for
// mma.m16n8k16", "... mma.m16n8k8" and "ldmatrix"). With group = lane / 4 and t = lane % 4:
//   d[0], d[1]: row group, columns 2t, 2t + 1;  d[2], d[3]: row group + 8
// The sum is taken in float32, over k upwards; hardware takes another order and truncates.
#include "machine.h"

namespace emulation {
namespace {

typedef float Row8 __attribute__((vector_size(32)));

inline Row8 widen_half(const uint16_t* values) {
  return (Row8)_mm256_cvtph_ps(_mm_loadu_si128(reinterpret_cast<const __m128i*>(values)));
}

inline Row8 widen_bfloat16(const uint16_t* values) {
  const __m128i bits = _mm_loadu_si128(reinterpret_cast<const __m128i*>(values));
  return (Row8)_mm256_slli_epi32(_mm256_cvtepu16_epi32(bits), 16);
}

inline MatrixProductArgument& lane_argument(void* const* arguments, int lane) {
  return *static_cast<MatrixProductArgument*>(arguments[lane]);
}

// D += A B with the accumulators still in the lanes' registers.
template <int K>
inline void accumulate(void* const* arguments, const float (*a)[K], const Row8* b) {
  float d[16][8];
  for (int lane = 0; lane < 32; lane++) {
    const float* mine = lane_argument(arguments, lane).d;
    const int group = lane >> 2, column = (lane & 3) * 2;
    memcpy(&d[group][column], &mine[0], 8);
    memcpy(&d[group + 8][column], &mine[2], 8);
  }
  for (int row = 0; row < 16; row++) {
    Row8 sum;
    memcpy(&sum, d[row], 32);
    for (int k = 0; k < K; k++) sum += a[row][k] * b[k];
    memcpy(d[row], &sum, 32);
  }
  for (int lane = 0; lane < 32; lane++) {
    float* mine = lane_argument(arguments, lane).d;
    const int group = lane >> 2, column = (lane & 3) * 2;
    memcpy(&mine[0], &d[group][column], 8);
    memcpy(&mine[2], &d[group + 8][column], 8);
  }
}

// m16n8k16: two 16-bit values a register, the lower index in the lower half.
//   a[0], a[2]: row group, k = 2t and 2t + 8;  a[1], a[3]: row group + 8
//   b[0], b[1]: column group, k = 2t and 2t + 8
template <Row8 (*widen)(const uint16_t*)>
inline void multiply_16_bit(void* const* arguments) {
  uint16_t a[16][16], b[16][8];
  for (int lane = 0; lane < 32; lane++) {
    const MatrixProductArgument& mine = lane_argument(arguments, lane);
    const int group = lane >> 2, k = (lane & 3) * 2;
    memcpy(&a[group][k], &mine.a[0], 4);
    memcpy(&a[group + 8][k], &mine.a[1], 4);
    memcpy(&a[group][k + 8], &mine.a[2], 4);
    memcpy(&a[group + 8][k + 8], &mine.a[3], 4);
    for (int half = 0; half < 2; half++) {
      b[k + 8 * half][group] = static_cast<uint16_t>(mine.b[half]);
      b[k + 8 * half + 1][group] = static_cast<uint16_t>(mine.b[half] >> 16);
    }
  }
  float wide_a[16][16];
  Row8 wide_b[16];
  for (int row = 0; row < 16; row++) {
    for (int half = 0; half < 2; half++) {
      const Row8 values = widen(&a[row][8 * half]);
      memcpy(&wide_a[row][8 * half], &values, 32);
    }
    wide_b[row] = widen(b[row]);
  }
  accumulate<16>(arguments, wide_a, wide_b);
}

// A tensor core reads a float32 register as tf32: it ignores the lower 13 bits.
inline float truncate_tf32(uint32_t bits) { return __uint_as_float(bits & 0xffffe000u); }

}  // namespace

void multiply_half(void* const* arguments, unsigned) { multiply_16_bit<widen_half>(arguments); }

void multiply_bfloat16(void* const* arguments, unsigned) {
  multiply_16_bit<widen_bfloat16>(arguments);
}

// m16n8k8: a[0], a[2]: row group, k = t and t + 4;  a[1], a[3]: row group + 8
//          b[0], b[1]: column group, k = t and t + 4
void multiply_tf32(void* const* arguments, unsigned) {
  float a[16][8], b[8][8];
  for (int lane = 0; lane < 32; lane++) {
    const MatrixProductArgument& mine = lane_argument(arguments, lane);
    const int group = lane >> 2, k = lane & 3;
    a[group][k] = truncate_tf32(mine.a[0]);
    a[group + 8][k] = truncate_tf32(mine.a[1]);
    a[group][k + 4] = truncate_tf32(mine.a[2]);
    a[group + 8][k + 4] = truncate_tf32(mine.a[3]);
    b[k][group] = truncate_tf32(mine.b[0]);
    b[k + 4][group] = truncate_tf32(mine.b[1]);
  }
  Row8 rows[8];
  memcpy(rows, b, sizeof rows);
  accumulate<8>(arguments, a, rows);
}

// Matrices of 8 x 8 16-bit values. Register i of a lane: row group, columns 2t and 2t + 1 of matrix
// i; transposed: rows 2t and 2t + 1 of column group.
void load_matrices(void* const* arguments, unsigned) {
  const auto lane_row = [&](int lane) -> LoadMatrixArgument& {
    return *static_cast<LoadMatrixArgument*>(arguments[lane]);
  };
  const int matrices = lane_row(0).matrices;
  const bool transposed = lane_row(0).transposed;
  for (int i = 0; i < matrices; i++) {
    uint16_t matrix[8][8];
    for (int row = 0; row < 8; row++) memcpy(matrix[row], lane_row(8 * i + row).row, 16);
    for (int lane = 0; lane < 32; lane++) {
      const int group = lane >> 2, pair = 2 * (lane & 3);
      const uint32_t low = transposed ? matrix[pair][group] : matrix[group][pair];
      const uint32_t high = transposed ? matrix[pair + 1][group] : matrix[group][pair + 1];
      lane_row(lane).registers[i] = low | high << 16;
    }
  }
}

}  // namespace emulation
