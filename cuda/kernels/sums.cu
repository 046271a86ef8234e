// Sums of columns: out[n] += sum over m of x[m,n], the gradient of a bias.
// Roofline: memory, 4 bytes a value. One block sums a chunk of rows for a few columns and writes one
// partial sum a column; a second launch adds the chunks. No atomics: the order of the additions,
// and so every bit of the result, is the same in every run. Sums of sums also round less than one
// long sum.
#include "elementwise.cuh"

constexpr int THREADS = 256;

// partials[chunk,n] = the sum of the chunk's rows. A block is `width` columns (a power of two up to
// 32) by THREADS/width rows, so that narrow matrices keep their threads busy too.
extern "C" __global__ void __launch_bounds__(THREADS)
    column_sums_partial(const float* x, float* partials, int rows, int columns, int width,
                        int chunk_rows) {
  SHARED(float, sums, [THREADS]);
  const int thread = threadIdx.x;
  const int column = blockIdx.x * width + thread % width;
  const int first = blockIdx.y * chunk_rows;
  const int end = first + min(rows - first, chunk_rows);
  float sum = 0.f;
  if (column < columns) {
    for (int row = first + thread / width; row < end; row += THREADS / width) {
      sum += x[(long long)row * columns + column];
    }
  }
  sums[thread] = sum;
  for (int half = THREADS / 2; half >= width; half /= 2) {
    __syncthreads();
    if (thread < half) sums[thread] += sums[thread + half];
  }
  if (thread < width && column < columns) {
    partials[(long long)blockIdx.y * columns + column] = sums[thread];
  }
}
EXPORT_KERNEL(column_sums_partial, THREADS)

// out[n] += sum over chunks of partials[chunk,n], one thread a column.
extern "C" __global__ void __launch_bounds__(THREADS)
    column_sums_total(const float* partials, float* out, int chunks, int columns) {
  const long long column = thread_index();
  if (column >= columns) return;
  float sum = 0.f;
  for (int chunk = 0; chunk < chunks; chunk++) sum += partials[(long long)chunk * columns + column];
  out[column] += sum;
}
EXPORT_KERNEL(column_sums_total, THREADS)
