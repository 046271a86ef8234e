// A step of the mean field: Q <- softmax(evidence + sum over the kernels of w · slice(message)).
//
// v1 would be a slice for each kernel, a sum and a softmax: three kernels more, and 4·K bytes a
//    pixel written and read back between each two.
// v2 (used) one launch: a group of 1 to 32 lanes holds the K classes of a pixel, four a lane, in
//    registers from the evidence to Q; max and sum are shuffles within the group. 27 classes take
//    8 lanes of which 7 work, and a warp four pixels.
// mean_field_update_wide is for more than 128 classes: a warp a pixel, several float4 a lane, which
//    pass through Q's memory between the softmax's three passes.
// Roofline: memory. A pixel reads its evidence and writes Q, 16·quads bytes each; of each kernel it
// reads 8 bytes a corner and 16·quads of the corner's message, which neighbouring pixels share, so
// most of it comes from the caches.
#include "gpu.cuh"

constexpr int THREADS = 256;

// What a kernel of the CRF says to each pixel.
struct Message {
  const int* vertex;     // (n,corners)
  const float* weight;   // (n,corners), normalised
  const float4* values;  // (V,quads): splatted and blurred Q
  int corners;
  float scale;  // the kernel's weight in the energy
};

// (n,classes) to (n,4·quads): the channels behind the last class get `fill`.
extern "C" __global__ void __launch_bounds__(THREADS) mean_field_pad(
    const float* in, float* out, int classes, int quads, float fill, int points) {
  const long long i = (long long)blockIdx.x * THREADS + threadIdx.x;
  const int width = 4 * quads;
  if (i >= (long long)points * width) return;
  const long long point = i / width;
  const int channel = (int)(i - point * width);
  out[i] = channel < classes ? in[point * classes + channel] : fill;
}
EXPORT_KERNEL(mean_field_pad, THREADS)

// The way back.
extern "C" __global__ void __launch_bounds__(THREADS) mean_field_unpad(
    const float* in, float* out, int classes, int quads, int points) {
  const long long i = (long long)blockIdx.x * THREADS + threadIdx.x;
  if (i >= (long long)points * classes) return;
  const long long point = i / classes;
  out[i] = in[point * 4 * quads + (i - point * classes)];
}
EXPORT_KERNEL(mean_field_unpad, THREADS)

DEV float4 gather(const float4* evidence, const Message* messages, int count, long long point,
                  int quad, int quads) {
  float4 sum = evidence[point * quads + quad];
  for (int m = 0; m < count; m++) {
    const Message message = messages[m];
    const long long first = point * message.corners;
#pragma unroll 3
    for (int k = 0; k < message.corners; k++) {
      const float weight = message.scale * message.weight[first + k];
      const float4 x = message.values[(long long)message.vertex[first + k] * quads + quad];
      sum.x += weight * x.x;
      sum.y += weight * x.y;
      sum.z += weight * x.z;
      sum.w += weight * x.w;
    }
  }
  return sum;
}

DEV float largest(float4 x) { return fmaxf(fmaxf(x.x, x.y), fmaxf(x.z, x.w)); }
DEV float total(float4 x) { return (x.x + x.y) + (x.z + x.w); }
DEV float4 scaled(float4 x, float by) {
  return make_float4(x.x * by, x.y * by, x.z * by, x.w * by);
}

// exp(x - shift). A NaN passes: fmaxf leaves it out of the shift, but the sum will have it.
DEV float4 exponential(float4 x, float shift) {
  return make_float4(expf(x.x - shift), expf(x.y - shift), expf(x.z - shift), expf(x.w - shift));
}

DEV float group_max(float x, int lanes) {
  for (int offset = lanes / 2; offset > 0; offset /= 2) {
    x = fmaxf(x, __shfl_xor_sync(FULL, x, offset));
  }
  return x;
}

DEV float group_sum(float x, int lanes) {
  for (int offset = lanes / 2; offset > 0; offset /= 2) x += __shfl_xor_sync(FULL, x, offset);
  return x;
}

// evidence and q: (n,quads) float4, minus infinity behind the last class of the evidence. 2^lane_bits
// lanes hold a pixel: as many as it has quads or more, at most 32. count: how many messages.
extern "C" __global__ void __launch_bounds__(THREADS) mean_field_update(
    const float4* evidence, const Message* messages, int count, float4* q, int quads,
    int lane_bits, int points) {
  const int lanes = 1 << lane_bits;
  const long long point = ((long long)blockIdx.x * THREADS + threadIdx.x) >> lane_bits;
  const int quad = threadIdx.x & (lanes - 1);
  const bool used = point < points && quad < quads;
  float4 x = make_float4(-INFINITY, -INFINITY, -INFINITY, -INFINITY);
  if (used) x = gather(evidence, messages, count, point, quad, quads);
  const float shift = group_max(largest(x), lanes);
  // Lanes beyond the last point would take infinity from infinity; they have no part in any sum.
  x = used ? exponential(x, shift) : make_float4(0, 0, 0, 0);
  const float sum = group_sum(total(x), lanes);
  if (used) q[point * quads + quad] = scaled(x, 1 / sum);
}
EXPORT_KERNEL(mean_field_update, THREADS)

// One warp a pixel, any number of classes; each lane reads back only what it wrote.
extern "C" __global__ void __launch_bounds__(THREADS) mean_field_update_wide(
    const float4* evidence, const Message* messages, int count, float4* q, int quads, int points) {
  const long long point = ((long long)blockIdx.x * THREADS + threadIdx.x) / 32;
  if (point >= points) return;  // the whole warp
  const int lane = threadIdx.x & 31;
  float4* row = q + point * quads;
  float shift = -INFINITY;
  for (int quad = lane; quad < quads; quad += 32) {
    const float4 x = gather(evidence, messages, count, point, quad, quads);
    shift = fmaxf(shift, largest(x));
    row[quad] = x;
  }
  shift = group_max(shift, 32);
  float sum = 0;
  for (int quad = lane; quad < quads; quad += 32) {
    const float4 x = exponential(row[quad], shift);
    sum += total(x);
    row[quad] = x;
  }
  const float factor = 1 / group_sum(sum, 32);
  for (int quad = lane; quad < quads; quad += 32) row[quad] = scaled(row[quad], factor);
}
EXPORT_KERNEL(mean_field_update_wide, THREADS)
