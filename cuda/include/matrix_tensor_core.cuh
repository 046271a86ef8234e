// matrix_tensor_core.cuh - matrix product on tensor cores, step v4 of the ladder, for tf32, bfloat16
// and half: out = epilogue(op(a) op(b) + bias), float32 in memory, sums in float32.
// v3 -> v4: one instruction of a warp multiplies 16 x 8 x 16 values (16 x 8 x 8 in tf32), where FFMA
// makes 32 multiply-adds. Operands are rounded on the way into shared memory, once a tile and not
// once a use. A tile there holds rows of 32 k, whatever the layout in global memory: an operand whose
// rows run across the depth is turned in registers, 4 x 4 values a thread.
// Both element sizes take 32 bytes of k an instruction, so one body serves all three types.
#pragma once
#include "matrix.cuh"

constexpr int DEPTH = 32;  // of a stage

// How four neighbouring k go into shared memory as type T.
template <class T>
struct Narrow {
  static constexpr int BYTES = 2;
  static DEV void put(unsigned char* at, float k0, float k1, float k2, float k3) {
    *reinterpret_cast<uint2*>(at) = make_uint2(Elem<T>::pack(k0, k1), Elem<T>::pack(k2, k3));
  }
};
template <>
struct Narrow<tf32> {
  static constexpr int BYTES = 4;
  static DEV unsigned bits(float x) { return round_tf32(__float_as_uint(x)); }
  static DEV void put(unsigned char* at, float k0, float k1, float k2, float k3) {
    *reinterpret_cast<uint4*>(at) = make_uint4(bits(k0), bits(k1), bits(k2), bits(k3));
  }
};

// Bytes from one row of a tile to the next. ldmatrix reads 16 bytes of each of 8 rows at once; 16
// bytes of padding put the 8 on different banks (multiples of 80 and of 144 bytes meet all eight
// 16-byte lanes of 128), as an XOR swizzle would, but addresses stay sums of a row and a column.
template <class T>
constexpr int ROW_BYTES = DEPTH * Narrow<T>::BYTES + 16;

enum Layout { K_CONTIGUOUS, ROW_CONTIGUOUS, PACKED };

// Moves ROWS rows of an operand: global float32 -> registers -> rounded, in shared memory.
template <class T, Layout LAYOUT, int ROWS, int THREADS>
struct Stage {
  static constexpr int BLOCKS = ROWS / 4 * (DEPTH / 4);  // of 4 x 4 values
  static constexpr int COUNT = (BLOCKS + THREADS - 1) / THREADS;
  const Operand operand;
  const int row;
  float4 held[COUNT][4] = {};

  DEV Stage(const void* values, int stride, int rows, int depth, int row)
      : operand(static_cast<const float*>(values), stride, rows, depth), row(row) {}

  // Row j of block: the four rows of a block are neighbours if they come by one access, else they
  // are far apart, so that a warp reads whole rows of a stage.
  static DEV int row_of(int block, int j) {
    return LAYOUT == K_CONTIGUOUS ? block / 8 + j * (ROWS / 4) : block / 8 * 4 + j;
  }
  static DEV int k_of(int block) { return block % 8 * 4; }

  DEV void fetch(unsigned char*, int k) {
#pragma unroll
    for (int i = 0; i < COUNT; i++) {
      const int block = threadIdx.x + i * THREADS;
      if (block >= BLOCKS) continue;
#pragma unroll
      for (int j = 0; j < 4; j++) {
        held[i][j] = LAYOUT == K_CONTIGUOUS
                         ? operand.quad<true>(row + row_of(block, j), k + k_of(block))
                         : operand.quad<false>(row + row_of(block, 0), k + k_of(block) + j);
      }
    }
  }

  DEV void put(unsigned char* tile) const {
#pragma unroll
    for (int i = 0; i < COUNT; i++) {
      const int block = threadIdx.x + i * THREADS;
      if (block >= BLOCKS) continue;
      const float4(&v)[4] = held[i];
      unsigned char* at = tile + k_of(block) * Narrow<T>::BYTES;
      if (LAYOUT == K_CONTIGUOUS) {
#pragma unroll
        for (int j = 0; j < 4; j++) {
          Narrow<T>::put(at + row_of(block, j) * ROW_BYTES<T>, v[j].x, v[j].y, v[j].z, v[j].w);
        }
      } else {
        at += row_of(block, 0) * ROW_BYTES<T>;
        Narrow<T>::put(at, v[0].x, v[1].x, v[2].x, v[3].x);
        Narrow<T>::put(at + ROW_BYTES<T>, v[0].y, v[1].y, v[2].y, v[3].y);
        Narrow<T>::put(at + 2 * ROW_BYTES<T>, v[0].z, v[1].z, v[2].z, v[3].z);
        Narrow<T>::put(at + 3 * ROW_BYTES<T>, v[0].w, v[1].w, v[2].w, v[3].w);
      }
    }
  }
};

// A packed weight is rounded already, and its rows are padded with zeros to whole stages: cp.async
// brings it to shared memory without passing through registers.
template <class T, int ROWS, int THREADS>
struct Stage<T, PACKED, ROWS, THREADS> {
  static constexpr int CHUNKS = DEPTH * Narrow<T>::BYTES / 16;  // of 16 bytes, in a row
  const unsigned char* values;
  const long long stride;  // in bytes
  const int row, rows;

  DEV Stage(const void* values, int stride, int rows, int, int row)
      : values(static_cast<const unsigned char*>(values)),
        stride((long long)stride * Narrow<T>::BYTES), row(row), rows(rows) {}

  DEV void fetch(unsigned char* tile, int k) {
#pragma unroll
    for (int i = 0; i < ROWS * CHUNKS / THREADS; i++) {
      const int chunk = threadIdx.x + i * THREADS;
      const int r = chunk / CHUNKS, at = chunk % CHUNKS * 16;
      const bool inside = row + r < rows;
      const unsigned char* from =
          values + (inside ? (row + r) * stride + (long long)k * Narrow<T>::BYTES + at : 0);
      cp_async16(tile + r * ROW_BYTES<T> + at, from, inside);
    }
    cp_async_commit();
  }

  DEV void put(unsigned char*) const { cp_async_wait<0>(); }
};

// One warp's part of a stage: WARP_ROWS x WARP_COLUMNS of sums, 16 x 8 an instruction. Each lane
// gives ldmatrix the address of one row of 16 bytes; a is read as 16 x 32 bytes, b as two 8 x 32.
template <class T, int WARP_ROWS, int WARP_COLUMNS>
DEV void multiply(const unsigned char* a_tile, const unsigned char* b_tile, int lane,
                  float (&sums)[WARP_ROWS / 16][WARP_COLUMNS / 8][4]) {
  const unsigned char* a_row = a_tile + lane % 16 * ROW_BYTES<T> + lane / 16 * 16;
  const unsigned char* b_row =
      b_tile + (lane % 8 + lane / 16 * 8) * ROW_BYTES<T> + lane / 8 % 2 * 16;
#pragma unroll
  for (int at = 0; at < DEPTH * Narrow<T>::BYTES; at += 32) {
    uint32_t a[WARP_ROWS / 16][4], b[WARP_COLUMNS / 16][4];
#pragma unroll
    for (int i = 0; i < WARP_ROWS / 16; i++) ldmatrix_x4(a[i], a_row + i * 16 * ROW_BYTES<T> + at);
#pragma unroll
    for (int j = 0; j < WARP_COLUMNS / 16; j++) {
      ldmatrix_x4(b[j], b_row + j * 16 * ROW_BYTES<T> + at);
    }
#pragma unroll
    for (int i = 0; i < WARP_ROWS / 16; i++) {
#pragma unroll
      for (int j = 0; j < WARP_COLUMNS / 8; j++) {
        Mma<T>::mma(sums[i][j], a[i], b[j / 2][j % 2 * 2], b[j / 2][j % 2 * 2 + 1]);
      }
    }
  }
}

// The lane that holds row g = lane/4 and columns 2(lane%4), +1 of a 16 x 8 block holds row g + 8 too.
template <int ROWS, int COLUMNS>
DEV void store_sums(const Result& result, int row, int column, int lane,
                    const float (&sums)[ROWS][COLUMNS][4]) {
#pragma unroll
  for (int i = 0; i < ROWS; i++) {
#pragma unroll
    for (int j = 0; j < COLUMNS; j++) {
      const int down = row + i * 16 + lane / 4, across = column + j * 8 + lane % 4 * 2;
      result.store_pair(down, across, sums[i][j][0], sums[i][j][1]);
      result.store_pair(down + 8, across, sums[i][j][2], sums[i][j][3]);
    }
  }
}

// WARPS_DOWN x WARPS_ACROSS warps share a tile. Dynamic shared memory: two stages of
// (ROWS + COLUMNS) * ROW_BYTES.
template <class T, Layout A, Layout B, int ROWS, int COLUMNS, int WARPS_DOWN, int WARPS_ACROSS>
DEV void tensor_core_product(const float* a, int stride_a, const void* b, int stride_b,
                             const float* bias, float* out, int m, int n, int k, int slice,
                             int epilogue) {
  constexpr int THREADS = 32 * WARPS_DOWN * WARPS_ACROSS;
  constexpr int WARP_ROWS = ROWS / WARPS_DOWN, WARP_COLUMNS = COLUMNS / WARPS_ACROSS;
  constexpr int B_AT = ROWS * ROW_BYTES<T>, BYTES = (ROWS + COLUMNS) * ROW_BYTES<T>;
  DYN_SHARED(unsigned char, stages);
  const TileOf<ROWS, COLUMNS> tile(n, k, slice);
  const int lane = threadIdx.x % 32, warp = threadIdx.x / 32;
  const int warp_row = warp % WARPS_DOWN * WARP_ROWS;
  const int warp_column = warp / WARPS_DOWN * WARP_COLUMNS;
  Stage<T, A, ROWS, THREADS> a_stage(a, stride_a, m, tile.depth, tile.row);
  Stage<T, B, COLUMNS, THREADS> b_stage(b, stride_b, n, tile.depth, tile.column);
  float sums[WARP_ROWS / 16][WARP_COLUMNS / 8][4] = {};

  auto fetch = [&](int k, int buffer) {
    b_stage.fetch(stages + buffer * BYTES + B_AT, k);
    a_stage.fetch(stages + buffer * BYTES, k);
  };
  auto put = [&](int buffer) {
    a_stage.put(stages + buffer * BYTES);
    b_stage.put(stages + buffer * BYTES + B_AT);
  };
  if (tile.k < tile.depth) {
    fetch(tile.k, 0);
    put(0);
  }
  __syncthreads();
  for (int from = tile.k, now = 0; from < tile.depth; from += DEPTH, now ^= 1) {
    const bool more = from + DEPTH < tile.depth;
    if (more) fetch(from + DEPTH, now ^ 1);
    const unsigned char* stage = stages + now * BYTES;
    multiply<T, WARP_ROWS, WARP_COLUMNS>(stage + warp_row * ROW_BYTES<T>,
                                         stage + B_AT + warp_column * ROW_BYTES<T>, lane, sums);
    if (more) put(now ^ 1);
    __syncthreads();
  }
  store_sums(Result(bias, out, m, n, epilogue), tile.row + warp_row, tile.column + warp_column,
             lane, sums);
}

// Blocks that are to fit on a multiprocessor, one multiplying while the other waits at its barrier.
// That leaves 128 registers a thread, too few for a large tile whose operands both run along k.
template <class T, Layout A, Layout B, int THREADS>
constexpr int RESIDENT =
    THREADS < 256 ? 512 / THREADS
    : A == K_CONTIGUOUS && (B == K_CONTIGUOUS || (B == PACKED && Narrow<T>::BYTES == 4)) ? 1
                                                                                         : 2;

// The suffix says how a and b are stored: n as they are, t transposed, p packed.
#define TENSOR_CORE_KERNEL(NAME, T, A, B, ROWS, COLUMNS, DOWN, ACROSS)                        \
  extern "C" __global__ void                                                                  \
  __launch_bounds__(32 * DOWN * ACROSS, (RESIDENT<T, A, B, 32 * DOWN * ACROSS>))              \
      NAME(const float* a, int stride_a, const void* b, int stride_b, const float* bias,      \
           float* out, int m, int n, int k, int slice, int epilogue) {                        \
    tensor_core_product<T, A, B, ROWS, COLUMNS, DOWN, ACROSS>(a, stride_a, b, stride_b, bias, \
                                                              out, m, n, k, slice, epilogue); \
  }                                                                                           \
  EXPORT_KERNEL(NAME, 32 * DOWN * ACROSS)
#define TENSOR_CORE_TILE(NAME, T, ROWS, COLUMNS, DOWN, ACROSS)                                  \
  TENSOR_CORE_KERNEL(NAME##_nn, T, K_CONTIGUOUS, ROW_CONTIGUOUS, ROWS, COLUMNS, DOWN, ACROSS)   \
  TENSOR_CORE_KERNEL(NAME##_nt, T, K_CONTIGUOUS, K_CONTIGUOUS, ROWS, COLUMNS, DOWN, ACROSS)     \
  TENSOR_CORE_KERNEL(NAME##_tn, T, ROW_CONTIGUOUS, ROW_CONTIGUOUS, ROWS, COLUMNS, DOWN, ACROSS) \
  TENSOR_CORE_KERNEL(NAME##_np, T, K_CONTIGUOUS, PACKED, ROWS, COLUMNS, DOWN, ACROSS)
// Nothing that a network computes transposes both: one tile is enough.
#define TENSOR_CORE_KERNELS(NAME, T)                            \
  TENSOR_CORE_TILE(product_##NAME##_128x128, T, 128, 128, 2, 4) \
  TENSOR_CORE_TILE(product_##NAME##_64x64, T, 64, 64, 2, 2)     \
  TENSOR_CORE_KERNEL(product_##NAME##_64x64_tt, T, ROW_CONTIGUOUS, K_CONTIGUOUS, 64, 64, 2, 2)
