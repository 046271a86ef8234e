// Layer norm (Ba et al. 2016) and its gradients, one warp a row.
// Roofline: memory. Forward 8 bytes a value (read x, write out) when the row fits in registers.
// Backward: the gradient of x reads x and the gradient above and adds to the one below, 16 bytes a
// value; those of gamma and beta read both once more, 8 bytes. The sums over all rows go in two
// stages, chunks of rows first and then the chunks in order: no atomics, the same bits every time.
#include "reductions.cuh"
#include "row.cuh"

struct Moments {
  float mean, scale;  // scale = 1 / sqrt(variance + epsilon)
};

// Two passes: a sum of squares less the square of the sum would lose what a large mean has.
template <class Row> DEV Moments moments(const Row& row, float epsilon) {
  float sum = 0.f, squares = 0.f;
  row.each([&](int, float v) { sum += v; });
  const float mean = warp_reduce(sum, Sum()) / row.width;
  row.each([&](int, float v) { squares = fmaf(v - mean, v - mean, squares); });
  return {mean, 1.f / sqrtf(warp_reduce(squares, Sum()) / row.width + epsilon)};
}

extern "C" __global__ void __launch_bounds__(ROW_THREADS) layer_norm(
    const float* x, const float* gamma, const float* beta, float epsilon, float* out, int rows,
    int width) {
  const long long row = warp_row();
  if (row >= rows) return;
  float* to = out + row * width;
  with_row<24>(x + row * width, width, [&](const auto& values) {
    const Moments m = moments(values, epsilon);
    values.each([&](int i, float v) {
      to[i] = fmaf((v - m.mean) * m.scale, __ldg(gamma + i), __ldg(beta + i));
    });
  });
}
EXPORT_KERNEL(layer_norm, ROW_THREADS)

// x_gradient += scale (g - mean(g) - u mean(g u)) with u = (x - mean) scale and g = gamma times the
// gradient above. Writes mean and scale of each row for layer_norm_parameter_sums.
extern "C" __global__ void __launch_bounds__(ROW_THREADS) layer_norm_gradient(
    const float* x, const float* gamma, float epsilon, const float* out_gradient,
    float* x_gradient, float* row_moments, int rows, int width) {
  const long long row = warp_row();
  if (row >= rows) return;
  const float* from = out_gradient + row * width;
  float* to = x_gradient + row * width;
  with_row<24>(x + row * width, width, [&](const auto& values) {
    const Moments m = moments(values, epsilon);
    float plain = 0.f, along = 0.f;
    values.each([&](int i, float v) {
      const float g = from[i] * __ldg(gamma + i);
      plain += g;
      along = fmaf(g, (v - m.mean) * m.scale, along);
    });
    plain = warp_reduce(plain, Sum()) / width;
    along = warp_reduce(along, Sum()) / width;
    values.each([&](int i, float v) {
      const float g = from[i] * __ldg(gamma + i);
      to[i] += m.scale * (g - plain - (v - m.mean) * m.scale * along);
    });
    if ((threadIdx.x & 31) == 0) {
      row_moments[2 * row] = m.mean;
      row_moments[2 * row + 1] = m.scale;
    }
  });
}
EXPORT_KERNEL(layer_norm_gradient, ROW_THREADS)

// First stage: partial[chunk][0] = sum of g u and partial[chunk][1] = sum of g over the rows of a
// chunk; one thread a column, so that a warp reads 128 neighbouring bytes of each row.
extern "C" __global__ void __launch_bounds__(128) layer_norm_parameter_sums(
    const float* x, const float* out_gradient, const float* row_moments, float* partial, int rows,
    int width, int chunk_rows) {
  const int column = blockIdx.y * 128 + threadIdx.x;
  if (column >= width) return;
  const long long first = (long long)blockIdx.x * chunk_rows;
  const long long end = first + chunk_rows < rows ? first + chunk_rows : rows;
  float scaled = 0.f, plain = 0.f;
  for (long long row = first; row < end; row++) {
    const float g = out_gradient[row * width + column];
    const float unit = (x[row * width + column] - row_moments[2 * row]) * row_moments[2 * row + 1];
    scaled = fmaf(g, unit, scaled);
    plain += g;
  }
  float* to = partial + (long long)blockIdx.x * 2 * width + column;
  to[0] = scaled;
  to[width] = plain;
}
EXPORT_KERNEL(layer_norm_parameter_sums, 128)

// Second stage: the chunks in order, added to the gradients.
extern "C" __global__ void __launch_bounds__(128) layer_norm_parameter_gradients(
    const float* partial, float* gamma_gradient, float* beta_gradient, int chunks, int width) {
  const int column = blockIdx.x * 128 + threadIdx.x;
  if (column >= width) return;
  float scaled = 0.f, plain = 0.f;
  for (int chunk = 0; chunk < chunks; chunk++) {
    const float* from = partial + (long long)chunk * 2 * width + column;
    scaled += from[0];
    plain += from[width];
  }
  gamma_gradient[column] += scaled;
  beta_gradient[column] += plain;
}
EXPORT_KERNEL(layer_norm_parameter_gradients, 128)
