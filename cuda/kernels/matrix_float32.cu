// Matrix product in float32, step v3 of the ladder (v1 and v2: matrix_ladder.cu; v4, the tensor
// cores: matrix_tensor_core.cuh). out = epilogue(op(a) op(b) + bias), any M, N, K.
// v2 -> v3: each thread keeps an 8 x 8 tile of sums in registers. For one k it reads 16 values from
// shared memory and makes 64 multiply-adds, 4 a value where v2 makes half a one: shared memory, which
// feeds 32 values a cycle to 128 multiply-adds, no longer sets the pace. The next stage travels from
// global memory to registers while the present one is multiplied, and goes to the second of two
// buffers: one barrier a stage.
// Roofline: a 128 x 128 tile reads 256 values for 16,384 multiply-adds, 32 operations a byte; from L2
// that is above the ridge of every GPU that this runs on, so the pace is that of the FFMA units.
// Smaller tiles are for products that have too few large ones to fill the device.
#include "matrix.cuh"

constexpr int THREADS = 256;
constexpr int DEPTH = 8;  // of a stage

// Moves one operand's share of a stage: global memory -> registers -> shared memory, depth-major, so
// that a thread reads four neighbouring rows for one k by one 16-byte access. The four values of
// padding keep the transposing stores of 16 rows x 2 quads on 32 different banks.
template <bool K_CONTIGUOUS, int ROWS>
struct Stage {
  static constexpr int QUADS = ROWS * DEPTH / 4;
  static constexpr int COUNT = (QUADS + THREADS - 1) / THREADS;
  float4 held[COUNT] = {};

  static DEV int row_of(int quad) {
    return K_CONTIGUOUS ? quad / (DEPTH / 4) : quad % (ROWS / 4) * 4;
  }
  static DEV int k_of(int quad) {
    return K_CONTIGUOUS ? quad % (DEPTH / 4) * 4 : quad / (ROWS / 4);
  }

  DEV void fetch(const Operand& operand, int row, int k) {
#pragma unroll
    for (int i = 0; i < COUNT; i++) {
      const int quad = threadIdx.x + i * THREADS;
      if (quad < QUADS) {
        held[i] = operand.quad<K_CONTIGUOUS>(row + row_of(quad), k + k_of(quad));
      }
    }
  }

  DEV void put(float (&tile)[DEPTH][ROWS + 4]) const {
#pragma unroll
    for (int i = 0; i < COUNT; i++) {
      const int quad = threadIdx.x + i * THREADS;
      if (quad >= QUADS) continue;
      const int row = row_of(quad), k = k_of(quad);
      if (K_CONTIGUOUS) {
        tile[k][row] = held[i].x;
        tile[k + 1][row] = held[i].y;
        tile[k + 2][row] = held[i].z;
        tile[k + 3][row] = held[i].w;
      } else {
        *reinterpret_cast<float4*>(&tile[k][row]) = held[i];
      }
    }
  }
};

// Reads COUNT groups of four rows, STEP apart, for one k.
template <int COUNT, int STEP>
DEV void read_rows(const float* at, float (&values)[4 * COUNT]) {
#pragma unroll
  for (int i = 0; i < COUNT; i++) {
    const float4 four = *reinterpret_cast<const float4*>(at + i * STEP);
    values[4 * i] = four.x;
    values[4 * i + 1] = four.y;
    values[4 * i + 2] = four.z;
    values[4 * i + 3] = four.w;
  }
}

template <int ROWS, int COLUMNS, bool A_K_CONTIGUOUS, bool B_K_CONTIGUOUS>
DEV void product(const float* a, int stride_a, const float* b, int stride_b, const float* bias,
                 float* out, int m, int n, int k, int slice, int epilogue) {
  // ACROSS x DOWN threads, a warp being 8 x 4 of them: its reads of a and of b are then at most 128
  // different bytes each, the width of shared memory.
  constexpr int ACROSS = COLUMNS >= 64 ? 16 : 8, DOWN = THREADS / ACROSS;
  constexpr int A_QUADS = ROWS / (4 * DOWN), B_QUADS = COLUMNS / (4 * ACROSS);
  SHARED(float, a_tile, [2][DEPTH][ROWS + 4]);
  SHARED(float, b_tile, [2][DEPTH][COLUMNS + 4]);
  const TileOf<ROWS, COLUMNS> tile(n, k, slice);
  const Operand a_rows(a, stride_a, m, tile.depth), b_rows(b, stride_b, n, tile.depth);
  const int lane = threadIdx.x % 32, warp = threadIdx.x / 32;
  const int across = warp % (ACROSS / 8) * 8 + lane % 8;
  const int down = warp / (ACROSS / 8) * 4 + lane / 8;
  Stage<A_K_CONTIGUOUS, ROWS> a_stage;
  Stage<B_K_CONTIGUOUS, COLUMNS> b_stage;
  float sums[4 * A_QUADS][4 * B_QUADS] = {};

  if (tile.k < tile.depth) {
    a_stage.fetch(a_rows, tile.row, tile.k);
    b_stage.fetch(b_rows, tile.column, tile.k);
    a_stage.put(a_tile[0]);
    b_stage.put(b_tile[0]);
  }
  __syncthreads();
  for (int from = tile.k, now = 0; from < tile.depth; from += DEPTH, now ^= 1) {
    const bool more = from + DEPTH < tile.depth;
    if (more) {
      a_stage.fetch(a_rows, tile.row, from + DEPTH);
      b_stage.fetch(b_rows, tile.column, from + DEPTH);
    }
#pragma unroll
    for (int step = 0; step < DEPTH; step++) {
      float left[4 * A_QUADS], right[4 * B_QUADS];
      read_rows<A_QUADS, 4 * DOWN>(&a_tile[now][step][4 * down], left);
      read_rows<B_QUADS, 4 * ACROSS>(&b_tile[now][step][4 * across], right);
#pragma unroll
      for (int i = 0; i < 4 * A_QUADS; i++) {
#pragma unroll
        for (int j = 0; j < 4 * B_QUADS; j++) sums[i][j] += left[i] * right[j];
      }
    }
    if (more) {
      a_stage.put(a_tile[now ^ 1]);
      b_stage.put(b_tile[now ^ 1]);
    }
    __syncthreads();
  }

  const Result result(bias, out, m, n, epilogue);
#pragma unroll
  for (int i = 0; i < 4 * A_QUADS; i++) {
    const int row = tile.row + i / 4 * 4 * DOWN + 4 * down + i % 4;
#pragma unroll
    for (int j = 0; j < B_QUADS; j++) {
      const float four[4] = {sums[i][4 * j], sums[i][4 * j + 1], sums[i][4 * j + 2],
                             sums[i][4 * j + 3]};
      result.store_quad(row, tile.column + j * 4 * ACROSS + 4 * across, four);
    }
  }
}

// The suffix says how a and b are stored: n as they are, t transposed. Two blocks are to fit on a
// multiprocessor, one multiplying while the other waits at its barrier: 128 registers a thread.
// ptxas for compute capability 10.x needs a few registers more for one form: one block there.
#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ / 100 == 10
constexpr int RESIDENT = 1;
#else
constexpr int RESIDENT = 2;
#endif
#define PRODUCT_KERNEL(NAME, ROWS, COLUMNS, A_K_CONTIGUOUS, B_K_CONTIGUOUS)                     \
  extern "C" __global__ void __launch_bounds__(THREADS, RESIDENT)                               \
      NAME(const float* a, int stride_a, const float* b, int stride_b, const float* bias,       \
           float* out, int m, int n, int k, int slice, int epilogue) {                          \
    product<ROWS, COLUMNS, A_K_CONTIGUOUS, B_K_CONTIGUOUS>(a, stride_a, b, stride_b, bias, out, \
                                                           m, n, k, slice, epilogue);           \
  }                                                                                             \
  EXPORT_KERNEL(NAME, THREADS)
#define PRODUCT_KERNELS(TILE, ROWS, COLUMNS)                              \
  PRODUCT_KERNEL(product_float32_##TILE##_nn, ROWS, COLUMNS, true, false) \
  PRODUCT_KERNEL(product_float32_##TILE##_nt, ROWS, COLUMNS, true, true)  \
  PRODUCT_KERNEL(product_float32_##TILE##_tn, ROWS, COLUMNS, false, false)
PRODUCT_KERNELS(128x128, 128, 128)
PRODUCT_KERNELS(64x64, 64, 64)
PRODUCT_KERNELS(128x32, 128, 32)
// Nothing that a network computes transposes both: one tile is enough.
PRODUCT_KERNEL(product_float32_64x64_tt, 64, 64, false, true)
