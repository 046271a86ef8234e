// The gradient of sampling: each sample's gradient goes back to the four pixels around it.
//
// Many samples, of several sets, may meet in one pixel, and float atomics would add them in another
// order every run. So a block owns what it adds to: one row of pixels of one image, up to TILE columns
// of it and CHANNELS channels, in shared memory. It walks the samples of its image in their order: all
// threads look at THREADS samples at once, votes pack those that touch the row into a list without
// changing their order, and then each thread adds the list to the channel that it owns. No two
// threads write the same place. Roofline: memory, each sample's gradient read twice (from two rows).
#include "gpu.cuh"
#include "sampling.cuh"

constexpr int THREADS = 128;
constexpr int WARPS = THREADS / 32;
constexpr int TILE = 64;
constexpr int AHEAD = 4;  // gradients on their way from memory while one is added

// A sample that touches the block's row.
struct Touch {
  int sample;     // its index
  int left;       // the pixel to its left
  float down;     // the row's share of it
  float across;   // the right pixel's share of that
};

// The share of a sample that row (or column) r gets; of both if the next one is beyond the border.
DEV float share_of(const Place& place, int r, int extent) {
  float share = 0;
  if (place.low == r) share += 1 - place.fraction;
  if (min(place.low + 1, extent - 1) == r) share += place.fraction;
  return share;
}

// Packs the touching samples among first .. first + THREADS - 1 into the list; returns how many.
DEV int list_touching(Touch* list, const float* coordinates, int set, int points, int first, int y,
                      int rows, int x0, int columns) {
  SHARED(int, counts, [WARPS]);
  const int lane = threadIdx.x % 32, warp = threadIdx.x / 32;
  const int point = first + threadIdx.x;
  Touch touch = {};
  bool touches = false;
  if (point < points) {
    const long long s = (long long)set * points + point;
    const Place down = place_of(coordinates[2 * s + 1], rows);
    const Place across = place_of(coordinates[2 * s], columns);
    touches = (down.low == y || min(down.low + 1, rows - 1) == y) && across.low < x0 + TILE &&
              across.low + 1 >= x0;
    touch = {(int)s, across.low, share_of(down, y, rows), across.fraction};
  }
  const unsigned votes = __ballot_sync(FULL, touches);
  if (lane == 0) counts[warp] = __popc(votes);
  __syncthreads();
  int at = __popc(votes & ((1u << lane) - 1)), all = 0;
#pragma unroll
  for (int w = 0; w < WARPS; w++) {
    if (w < warp) at += counts[w];
    all += counts[w];
  }
  if (touches) list[at] = touch;
  __syncthreads();
  return all;
}

// Adds one channel of a listed sample to the thread's sums of the row.
DEV void spread(float* sums, int stride, const Touch& touch, float value, int x0, int width,
                int columns) {
  const float in_row = touch.down * value;
  const int left = touch.left - x0, right = min(touch.left + 1, columns - 1) - x0;
  if (left >= 0 && left < width) sums[left * stride] += (1 - touch.across) * in_row;
  if (right >= 0 && right < width) sums[right * stride] += touch.across * in_row;
}

// Block (image * rows + y, channels, columns). Dynamic shared memory: TILE * THREADS sums.
extern "C" __global__ void __launch_bounds__(THREADS) sample_gradient(
    const float* out_gradient, const int* images, const float* coordinates, float* x_gradient,
    int sets, int points, int rows, int columns, int channels) {
  DYN_SHARED(float, sums);
  SHARED(Touch, list, [THREADS]);
  const int image = blockIdx.x / rows, y = blockIdx.x % rows;
  const int x0 = blockIdx.z * TILE, width = min(TILE, columns - x0);
  const int c = blockIdx.y * THREADS + threadIdx.x;
  for (int i = threadIdx.x; i < width * THREADS; i += THREADS) sums[i] = 0;
  for (int set = 0; set < sets; set++) {
    if (images[set] != image) continue;
    for (int first = 0; first < points; first += THREADS) {
      const int count =
          list_touching(list, coordinates, set, points, first, y, rows, x0, columns);
      if (c < channels) {
        for (int i = 0; i < count; i += AHEAD) {
          float values[AHEAD];
#pragma unroll
          for (int a = 0; a < AHEAD; a++) {
            const long long s = list[min(i + a, count - 1)].sample;
            values[a] = out_gradient[s * channels + c];
          }
#pragma unroll
          for (int a = 0; a < AHEAD; a++)
            if (i + a < count)
              spread(sums + threadIdx.x, THREADS, list[i + a], values[a], x0, width, columns);
        }
      }
      __syncthreads();  // before the list is written again
    }
  }
  if (c >= channels) return;
  float* out = x_gradient + ((long long)blockIdx.x * columns + x0) * channels + c;
  for (int x = 0; x < width; x++) out[(long long)x * channels] += sums[x * THREADS + threadIdx.x];
}
EXPORT_KERNEL(sample_gradient, THREADS)
