// The correspondence loss, second step: a block makes a 32 x 32 tile of F and one of S in registers,
// centres, clamps and multiplies them there, and writes w = d loss/d S, the only P x P tensor that
// memory ever sees. Its sums of the loss and of S are left for correspondence_statistics.
//
// The precision is that of F, 5/6 of the multiplications where F is 384 wide and Z 70. S is always
// float32: its sign decides whether a pair counts, and a rounded one would decide otherwise.
// Roofline: float32 2·(F + Z)·P² operations an image, against (F + Z)·P·8 bytes read: computing.
#include "ordered_sum.cuh"
#include "tile_product.cuh"

// Which form of the loss.
struct Form {
  int pointwise;
  float least, greatest, shift;
};

// What the blocks of correspondence_means left.
struct Means {
  const float* row_parts;
  const double* image_parts;
  int pieces;
};

// The mean of F over j for row, of all B·P; 0 without pieces.
DEV float row_mean(const Means& means, long long row, long long rows) {
  float sum = 0;
  for (int piece = 0; piece < means.pieces; piece++) sum += means.row_parts[piece * rows + row];
  return sum;
}

DEV tile::Rows tile_rows(const float* x, long long image, int positions, int first, int width) {
  return {x + (image * positions + first) * width, min(tile::SIDE, positions - first)};
}

// Block ((image * tiles + i) * tiles + j).
template <class T>
DEV void weights(const float* f, const float* g, const float* s, const float* t, const Means& means,
                 const Form& form, float* w, double* parts, int images, int positions,
                 int features, int codes) {
  SHARED(float, buffer, [tile::BUFFER]);
  const int tiles = (positions + tile::SIDE - 1) / tile::SIDE;
  const long long image = blockIdx.x / tiles / tiles, rows = (long long)images * positions;
  const int i0 = blockIdx.x / tiles % tiles * tile::SIDE, j0 = blockIdx.x % tiles * tile::SIDE;
  float feature[tile::VALUES], similarity[tile::VALUES];
  tile::product<T>(buffer, tile_rows(f, image, positions, i0, features),
                   tile_rows(g, image, positions, j0, features), features, feature);
  tile::product<float>(buffer, tile_rows(s, image, positions, i0, codes),
                       tile_rows(t, image, positions, j0, codes), codes, similarity);
  const double sum =
      ordered_sum_of<tile::THREADS>(means.image_parts, means.pieces * images, 1);
  const float mean = (float)(sum / rows);
  const float share = (float)(-1 / ((double)rows * positions));
  double loss = 0, similarities = 0;
#pragma unroll
  for (int e = 0; e < tile::VALUES; e++) {
    const int i = i0 + threadIdx.x / 32 + 8 * e, j = j0 + threadIdx.x % 32;
    if (i >= positions || j >= positions) continue;
    const long long row = image * positions + i;
    const float centre = form.pointwise ? mean - row_mean(means, row, rows) : 0.f;
    const float pull = feature[e] + centre - form.shift;
    // In this form a NaN stays a NaN.
    const bool below = similarity[e] < form.least, above = similarity[e] > form.greatest;
    const float clamped = below ? form.least : above ? form.greatest : similarity[e];
    loss -= (double)clamped * pull;
    similarities += similarity[e];
    w[row * positions + j] = below || above ? 0.f : pull * share;
  }
  loss = ordered_block_sum<tile::THREADS>(loss);
  similarities = ordered_block_sum<tile::THREADS>(similarities);
  if (threadIdx.x == 0) {
    parts[2LL * blockIdx.x] = loss;
    parts[2LL * blockIdx.x + 1] = similarities;
  }
}

#define WEIGHTS(NAME, T)                                                                          \
  extern "C" __global__ void __launch_bounds__(tile::THREADS) NAME(                               \
      const float* f, const float* g, const float* s, const float* t, const float* row_parts,     \
      const double* image_parts, int pieces, float* w, double* parts, int images, int positions,  \
      int features, int codes, int pointwise, float least, float greatest, float shift) {         \
    weights<T>(f, g, s, t, {row_parts, image_parts, pieces}, {pointwise, least, greatest, shift}, \
               w, parts, images, positions, features, codes);                                     \
  }                                                                                               \
  EXPORT_KERNEL(NAME, tile::THREADS)
WEIGHTS(correspondence_weights_float32, float)
WEIGHTS(correspondence_weights_tf32, tf32)
WEIGHTS(correspondence_weights_bf16, __nv_bfloat16)
WEIGHTS(correspondence_weights_fp16, __half)
