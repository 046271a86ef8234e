// The correspondence loss as one would write it first, and second: to learn from, not used.
//
// v1  One thread a pair of positions, everything written out: F, S, the means of F's rows, then w. A
//     dot product reads 2·(F + Z) values from memory for as many multiply-adds; neighbouring threads
//     read rows of g that are F values apart. F and S cross memory three times.
// v2  A block makes 16 x 16 pairs, both maps passing through shared memory 16 columns at a time: each
//     value is read from memory once for 16 pairs. The means come first, as f[i]·(mean of g), so F and
//     S live in registers and only w is written. Still a load from shared memory for each operand of
//     each multiply-add, and all of a dot product in one thread.
// v3  correspondence_weights.cu and correspondence_gradients.cu: several sums a thread (a load serves
//     eight or more multiply-adds), 16-byte loads, the depth shared by four pairs of warps, the next
//     stage on its way meanwhile, and tensor cores for F where the precision allows.
#include "ordered_sum.cuh"

constexpr int SIDE = 16;
constexpr int THREADS = SIDE * SIDE;

// out[b,i,j] = x[b,i]·y[b,j]. Block (pairs, image).
extern "C" __global__ void __launch_bounds__(THREADS) correspondence_v1_cosines(
    const float* x, const float* y, float* out, int positions, int width) {
  const long long pairs = (long long)positions * positions;
  const long long pair = (long long)blockIdx.x * THREADS + threadIdx.x;
  if (pair >= pairs) return;
  const long long first = (long long)blockIdx.y * positions;
  const float* a = x + (first + pair / positions) * width;
  const float* b = y + (first + pair % positions) * width;
  float sum = 0;
  for (int c = 0; c < width; c++) sum += a[c] * b[c];
  out[blockIdx.y * pairs + pair] = sum;
}
EXPORT_KERNEL(correspondence_v1_cosines, THREADS)

// The mean of each row of F, and of all of F if divided by the rows and summed.
extern "C" __global__ void __launch_bounds__(THREADS) correspondence_v1_row_means(
    const float* features, double* means, int rows, int positions) {
  const long long row = (long long)blockIdx.x * THREADS + threadIdx.x;
  if (row >= rows) return;
  double sum = 0;
  for (int j = 0; j < positions; j++) sum += features[row * positions + j];
  means[row] = sum / positions;
}
EXPORT_KERNEL(correspondence_v1_row_means, THREADS)

// What one pair adds to the loss; w of the pair in place of its cosine of codes.
DEV double pair_loss(float& similarity, float pull, float least, float greatest, double pairs) {
  const bool below = similarity < least, above = similarity > greatest;
  const float clamped = below ? least : above ? greatest : similarity;
  similarity = below || above ? 0.f : (float)(-pull / pairs);
  return -(double)clamped * pull;
}

// F and S become w, in the place of S. sum: of all row means.
extern "C" __global__ void __launch_bounds__(THREADS) correspondence_v1_weights(
    const float* features, float* similarities, const double* means, const double* sum,
    double* parts, int rows, int positions, int pointwise, float least, float greatest,
    float shift) {
  const long long pairs = (long long)rows * positions;
  const long long pair = (long long)blockIdx.x * THREADS + threadIdx.x;
  double loss = 0, similarity = 0;
  if (pair < pairs) {
    const double centre = pointwise ? *sum / rows - means[pair / positions] : 0;
    const float pull = (float)(features[pair] + centre - shift);
    similarity = similarities[pair];
    loss = pair_loss(similarities[pair], pull, least, greatest, (double)pairs);
  }
  loss = ordered_block_sum<THREADS>(loss);
  similarity = ordered_block_sum<THREADS>(similarity);
  if (threadIdx.x != 0) return;
  parts[2LL * blockIdx.x] = loss;
  parts[2LL * blockIdx.x + 1] = similarity;
}
EXPORT_KERNEL(correspondence_v1_weights, THREADS)

// out[b,i] = the sum over j of w[b,i,j] (transposed: w[b,j,i]) times codes[b,j]. One thread a value.
extern "C" __global__ void __launch_bounds__(THREADS) correspondence_v1_gradient(
    const float* w, const float* codes, float* out, int rows, int positions, int width,
    int transposed) {
  const long long value = (long long)blockIdx.x * THREADS + threadIdx.x;
  if (value >= (long long)rows * width) return;
  const long long row = value / width, image = row / positions, i = row % positions;
  const float* of_image = w + image * positions * positions;
  float sum = 0;
  for (long long j = 0; j < positions; j++)
    sum += of_image[transposed ? j * positions + i : i * positions + j] *
           codes[(image * positions + j) * width + value % width];
  out[value] = sum;
}
EXPORT_KERNEL(correspondence_v1_gradient, THREADS)

// One thread's value of a tile of A·Bᵀ, row threadIdx.x / SIDE and column threadIdx.x % SIDE.
DEV float tile_value(const float* a, int a_rows, const float* b, int b_rows, int width) {
  SHARED(float, left, [SIDE][SIDE + 1]);
  SHARED(float, right, [SIDE][SIDE + 1]);
  const int row = threadIdx.x / SIDE, column = threadIdx.x % SIDE;
  float sum = 0;
  for (int k = 0; k < width; k += SIDE) {
    const bool there = k + column < width;
    left[row][column] = there && row < a_rows ? a[(long long)row * width + k + column] : 0.f;
    right[row][column] = there && row < b_rows ? b[(long long)row * width + k + column] : 0.f;
    __syncthreads();
#pragma unroll
    for (int c = 0; c < SIDE; c++) sum += left[row][c] * right[column][c];
    __syncthreads();
  }
  return sum;
}

// Block ((image * tiles + i) * tiles + j); parameters as those of correspondence_weights. Without
// the 1, ptxas for compute capability 10.0 spills to fit two blocks.
extern "C" __global__ void __launch_bounds__(THREADS, 1) correspondence_v2_weights(
    const float* f, const float* g, const float* s, const float* t, const float* row_parts,
    const double* image_parts, int pieces, float* w, double* parts, int images, int positions,
    int features, int codes, int pointwise, float least, float greatest, float shift) {
  const int tiles = (positions + SIDE - 1) / SIDE;
  const long long first = (long long)(blockIdx.x / tiles / tiles) * positions;
  const long long rows = (long long)images * positions;
  const int i0 = blockIdx.x / tiles % tiles * SIDE, j0 = blockIdx.x % tiles * SIDE;
  const int i = i0 + threadIdx.x / SIDE, j = j0 + threadIdx.x % SIDE;
  const float feature =
      tile_value(f + (first + i0) * features, positions - i0, g + (first + j0) * features,
                 positions - j0, features);
  float weight = tile_value(s + (first + i0) * codes, positions - i0, t + (first + j0) * codes,
                            positions - j0, codes);
  const double mean = ordered_sum_of<THREADS>(image_parts, pieces * images, 1) / rows;
  double loss = 0, similarity = 0;
  if (i < positions && j < positions) {
    float row_mean = 0;
    for (int piece = 0; piece < pieces; piece++) row_mean += row_parts[piece * rows + first + i];
    const float pull = (float)(feature + (pointwise ? mean - row_mean : 0) - shift);
    similarity = weight;
    loss = pair_loss(weight, pull, least, greatest, (double)rows * positions);
    w[(first + i) * positions + j] = weight;
  }
  loss = ordered_block_sum<THREADS>(loss);
  similarity = ordered_block_sum<THREADS>(similarity);
  if (threadIdx.x != 0) return;
  parts[2LL * blockIdx.x] = loss;
  parts[2LL * blockIdx.x + 1] = similarity;
}
EXPORT_KERNEL(correspondence_v2_weights, THREADS)
