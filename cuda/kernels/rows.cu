// Rows by themselves: normalize and its gradient, softmax, log-softmax, arg-max; one warp a row.
// Roofline: memory. A row is read once and written once, 8 bytes a value (arg-max 4, the gradient
// 16); a value costs some ten instructions and an exponential, far below what the reads allow.
// x may be out: a lane writes only what it alone reads, after the last sum over the row.
#include <cfloat>

#include "reductions.cuh"
#include "row.cuh"

constexpr float SMALLEST_NORM = 1e-12f;

// 1 / max(norm, 1e-12). Squares beyond float32 are summed once more in double; so is NaN, in vain.
template <class Row> DEV float inverse_norm(const Row& row) {
  float squares = 0.f;
  row.each([&](int, float v) { squares = fmaf(v, v, squares); });
  squares = warp_reduce(squares, Sum());
  if (squares <= FLT_MAX) return 1.f / fmaxf(sqrtf(squares), SMALLEST_NORM);
  double wide = 0;
  row.each([&](int, float v) { wide += (double)v * v; });
  return (float)(1 / sqrt(warp_reduce(wide, Sum())));
}

extern "C" __global__ void __launch_bounds__(ROW_THREADS) normalize_rows(
    const float* x, float* out, int rows, int width) {
  const long long row = warp_row();
  if (row >= rows) return;
  float* to = out + row * width;
  with_row<12>(x + row * width, width, [&](const auto& values) {
    const float inverse = inverse_norm(values);
    values.each([&](int i, float v) { to[i] = v * inverse; });
  });
}
EXPORT_KERNEL(normalize_rows, ROW_THREADS)

// x_gradient += (g - y (y . g)) / |x| with y = x / |x|; below the smallest norm g / 1e-12.
extern "C" __global__ void __launch_bounds__(ROW_THREADS) normalize_rows_gradient(
    const float* x, const float* out_gradient, float* x_gradient, int rows, int width) {
  const long long row = warp_row();
  if (row >= rows) return;
  const float* from = out_gradient + row * width;
  float* to = x_gradient + row * width;
  with_row<12>(x + row * width, width, [&](const auto& values) {
    const float inverse = inverse_norm(values);
    float along = 0.f;
    values.each([&](int i, float v) { along = fmaf(v * inverse, from[i], along); });
    along = warp_reduce(along, Sum());
    if (inverse >= 1.f / SMALLEST_NORM) along = 0.f;
    values.each([&](int i, float v) { to[i] += fmaf(-v * inverse, along, from[i]) * inverse; });
  });
}
EXPORT_KERNEL(normalize_rows_gradient, ROW_THREADS)

// The largest value of a row, NaN if there is one.
template <class Row> DEV float largest(const Row& row) {
  float max = -INFINITY;
  row.each([&](int, float v) { max = NanMax()(max, v); });
  return warp_reduce(max, NanMax());
}

// The sum of exp(scale (x - max)) over a row.
template <class Row> DEV float sum_exp(const Row& row, float scale, float max) {
  float sum = 0.f;
  row.each([&](int, float v) { sum += expf(scale * (v - max)); });
  return warp_reduce(sum, Sum());
}

extern "C" __global__ void __launch_bounds__(ROW_THREADS) softmax_rows(
    const float* x, float scale, float* out, int rows, int width) {
  const long long row = warp_row();
  if (row >= rows) return;
  float* to = out + row * width;
  with_row<12>(x + row * width, width, [&](const auto& values) {
    const float max = largest(values);
    const float inverse = 1.f / sum_exp(values, scale, max);
    values.each([&](int i, float v) { to[i] = expf(scale * (v - max)) * inverse; });
  });
}
EXPORT_KERNEL(softmax_rows, ROW_THREADS)

// Four blocks a multiprocessor: left to itself ptxas aims at 32 registers and spills one.
extern "C" __global__ void __launch_bounds__(ROW_THREADS, 4) log_softmax_rows(
    const float* x, float scale, float* out, int rows, int width) {
  const long long row = warp_row();
  if (row >= rows) return;
  float* to = out + row * width;
  with_row<12>(x + row * width, width, [&](const auto& values) {
    const float max = largest(values);
    const float log_sum = logf(sum_exp(values, scale, max));
    values.each([&](int i, float v) { to[i] = fmaf(scale, v - max, -log_sum); });
  });
}
EXPORT_KERNEL(log_softmax_rows, ROW_THREADS)

struct Candidate {
  float value;
  int index;
};

// The first NaN, else the larger value, of equal ones the lower index.
DEV Candidate better(Candidate a, Candidate b) {
  const bool a_nan = a.value != a.value, b_nan = b.value != b.value;
  if (a_nan != b_nan) return a_nan ? a : b;
  if (!a_nan && a.value != b.value) return a.value > b.value ? a : b;
  return a.index < b.index ? a : b;
}

extern "C" __global__ void __launch_bounds__(ROW_THREADS) arg_max_rows(
    const float* x, int* labels, int rows, int width) {
  const long long row = warp_row();
  if (row >= rows) return;
  Candidate best = {-INFINITY, 0x7fffffff};
  StreamedRow(x + row * width, width).each([&](int i, float v) { best = better(best, {v, i}); });
#pragma unroll
  for (int o = 16; o > 0; o >>= 1) {
    best = better(best, {__shfl_xor_sync(FULL, best.value, o), __shfl_xor_sync(FULL, best.index, o)});
  }
  if ((threadIdx.x & 31) == 0) labels[row] = best.index;
}
EXPORT_KERNEL(arg_max_rows, ROW_THREADS)
