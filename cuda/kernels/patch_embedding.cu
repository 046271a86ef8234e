// Patch embedding: the patches become the rows of a matrix, the matrix product projects them, and
// the tokens are put together; one block a row in both kernels here.
// Roofline: memory, 8 bytes a pixel value and 12 a token value. A patch is P runs of P neighbouring
// pixels a channel, 32 bytes each at P = 8, which is a whole sector; rows are written in one piece.
#include "gpu.cuh"

constexpr int THREADS = 128;

// out[b h w][c p q] = images[b][c][y P + p][x P + q], one row for each patch (y, x).
extern "C" __global__ void __launch_bounds__(THREADS) gather_patches(
    const float* images, float* out, int channels, int rows, int columns, int patch) {
  const int image = blockIdx.x / (rows * columns), place = blockIdx.x % (rows * columns);
  const int area = patch * patch, values = channels * area;
  const long long width = (long long)columns * patch, plane = width * rows * patch;
  const float* corner = images + (long long)image * channels * plane +
                        place / columns * patch * width + place % columns * patch;
  for (int i = threadIdx.x; i < values; i += THREADS) {
    const int channel = i / area, p = i % area / patch, q = i % patch;
    out[(long long)blockIdx.x * values + i] = corner[channel * plane + p * width + q];
  }
}
EXPORT_KERNEL(gather_patches, THREADS)

// out[b][t] = prefix[t] for the first tokens, then projected[b][t] + positions[t].
extern "C" __global__ void __launch_bounds__(THREADS) assemble_tokens(
    const float* projected, const float* prefix, const float* positions, float* out,
    int prefix_tokens, int patches, int width) {
  const int tokens = prefix_tokens + patches;
  const long long image = blockIdx.x / tokens;
  const int token = blockIdx.x % tokens, place = token - prefix_tokens;
  float* to = out + (long long)blockIdx.x * width;
  const float* first = place < 0 ? prefix + (long long)token * width : positions + (long long)place * width;
  const float* projection = projected + (image * patches + place) * width;
  for (int i = threadIdx.x; i < width; i += THREADS) {
    to[i] = place < 0 ? first[i] : projection[i] + first[i];
  }
}
EXPORT_KERNEL(assemble_tokens, THREADS)
