// Cross entropy of rows of logits (M,K) against labels, with its gradient, in one pass over the rows.
//
// The gradient is divided by V, the number of rows that count: labels are counted first. Then for up
// to 63 classes a block copies THREADS rows into shared memory (they lie side by side, so the
// copy is coalesced whatever K), a thread works through its row alone, without a shuffle, and the
// block copies the gradients back: the odd stride keeps the threads on different banks. A wider row
// is a warp's. Roofline: memory, 8 bytes a logit: read once, written once.
//
// The gradient may stand where the logits stood: a block has read its rows before it writes them.
#include "ordered_sum.cuh"

constexpr int THREADS = 128;

DEV bool counts(int label, int classes) { return label >= 0 && label < classes; }

// parts[block] = rows of the block that count; the grid may be smaller than the rows.
extern "C" __global__ void __launch_bounds__(THREADS) cross_entropy_count(
    const int* labels, double* parts, int rows, int classes) {
  int valid = 0;
  for (long long m = (long long)blockIdx.x * THREADS + threadIdx.x; m < rows;
       m += (long long)gridDim.x * THREADS)
    valid += counts(labels[m], classes);
  const double sum = ordered_block_sum<THREADS>(valid);
  if (threadIdx.x == 0) parts[blockIdx.x] = sum;
}
EXPORT_KERNEL(cross_entropy_count, THREADS)

// The gradient of one row in place of its logits; returns its loss.
DEV double row_in_place(float* row, int classes, int label, float share) {
  float greatest = -INFINITY, sum = 0;
  for (int k = 0; k < classes; k++) greatest = fmaxf(greatest, row[k]);
  const float own = row[label];
  for (int k = 0; k < classes; k++) {
    row[k] = expf(row[k] - greatest);
    sum += row[k];
  }
  const float scale = 1 / sum;
  for (int k = 0; k < classes; k++) {
    const float probability = row[k] * scale;
    row[k] = (k == label ? probability - 1 : probability) * share;
  }
  return (double)greatest - own + logf(sum);
}

// Row and column of every THREADS-th value, with one division for all of them.
struct Walk {
  int row, column, rows_on, columns_on;

  DEV explicit Walk(int classes)
      : row(threadIdx.x / classes),
        column(threadIdx.x % classes),
        rows_on(THREADS / classes),
        columns_on(THREADS % classes) {}

  DEV void on(int classes) {
    row += rows_on;
    column += columns_on;
    if (column >= classes) {
      column -= classes;
      row++;
    }
  }
};

// Block: THREADS rows of at least one value. parts[block] = the sum of their losses. Dynamic shared memory: THREADS rows of
// an odd number of values.
extern "C" __global__ void __launch_bounds__(THREADS) cross_entropy_narrow(
    const float* logits, const int* labels, const double* valid, float* gradient, double* parts,
    int rows, int classes) {
  DYN_SHARED(float, tile);
  const int stride = classes | 1;
  const long long first = (long long)blockIdx.x * THREADS;
  const int here = (int)min((long long)THREADS, rows - first), values = here * classes;
  Walk walk(classes);
  for (int i = threadIdx.x; i < values; i += THREADS, walk.on(classes))
    tile[walk.row * stride + walk.column] = logits[first * classes + i];
  __syncthreads();
  double loss = 0;
  if ((int)threadIdx.x < here) {
    const int label = labels[first + threadIdx.x];
    float* row = tile + threadIdx.x * stride;
    if (counts(label, classes)) {
      loss = row_in_place(row, classes, label, (float)(1 / *valid));
    } else {
      for (int k = 0; k < classes; k++) row[k] = 0;
    }
  }
  const double sum = ordered_block_sum<THREADS>(loss);  // and every row is done
  if (threadIdx.x == 0) parts[blockIdx.x] = sum;
  walk = Walk(classes);
  for (int i = threadIdx.x; i < values; i += THREADS, walk.on(classes))
    gradient[first * classes + i] = tile[walk.row * stride + walk.column];
}
EXPORT_KERNEL(cross_entropy_narrow, THREADS)

DEV float warp_max(float value) {
#pragma unroll
  for (int distance = 16; distance > 0; distance >>= 1)
    value = fmaxf(value, __shfl_xor_sync(FULL, value, distance));
  return value;
}

// A warp writes the gradient of its row; the lane that has the label's logit returns the loss.
DEV double row_of_warp(const float* x, float* y, int classes, int label, float share) {
  const int lane = threadIdx.x % 32;
  float greatest = -INFINITY, sum = 0;
  for (int k = lane; k < classes; k += 32) greatest = fmaxf(greatest, x[k]);
  greatest = warp_max(greatest);
  for (int k = lane; k < classes; k += 32) sum += expf(x[k] - greatest);
  sum = warp_sum(sum);
  const float scale = 1 / sum;
  double loss = 0;
  for (int k = lane; k < classes; k += 32) {
    const float logit = x[k], probability = expf(logit - greatest) * scale;
    if (k == label) loss = (double)greatest - logit + logf(sum);
    y[k] = (k == label ? probability - 1 : probability) * share;
  }
  return loss;
}

// Block: a row a warp.
extern "C" __global__ void __launch_bounds__(THREADS) cross_entropy_wide(
    const float* logits, const int* labels, const double* valid, float* gradient, double* parts,
    int rows, int classes) {
  const long long m = (long long)blockIdx.x * (THREADS / 32) + threadIdx.x / 32;
  double loss = 0;
  if (m < rows) {
    const float* x = logits + m * classes;
    float* y = gradient + m * classes;
    if (counts(labels[m], classes)) {
      loss = row_of_warp(x, y, classes, labels[m], (float)(1 / *valid));
    } else {
      for (int k = threadIdx.x % 32; k < classes; k += 32) y[k] = 0;
    }
  }
  const double sum = ordered_block_sum<THREADS>(loss);
  if (threadIdx.x == 0) parts[blockIdx.x] = sum;
}
EXPORT_KERNEL(cross_entropy_wide, THREADS)
