// What stands beside the matrix products: packing of weights, the second stage of split sums.
#include "elementwise.cuh"
#include "matrix.cuh"

constexpr int THREADS = 256;

// out[row] = weight[row], rounded, followed by zeros up to the stride. Rows of whole quads at
// multiples of 16 bytes, whatever K is, are what cp.async and float4 need.
template <class T, class Round>
DEV void pack(const float* weight, T* out, int rows, int depth, int stride, Round round) {
  const long long count = (long long)rows * stride;
  for (long long i = thread_index(); i < count; i += thread_count()) {
    const int k = (int)(i % stride);
    out[i] = round(k < depth ? weight[i / stride * depth + k] : 0.f);
  }
}

extern "C" __global__ void __launch_bounds__(THREADS)
    pack_float32(const float* weight, float* out, int rows, int depth, int stride) {
  pack(weight, out, rows, depth, stride, [](float x) { return x; });
}
EXPORT_KERNEL(pack_float32, THREADS)

extern "C" __global__ void __launch_bounds__(THREADS)
    pack_tf32(const float* weight, float* out, int rows, int depth, int stride) {
  pack(weight, out, rows, depth, stride,
       [](float x) { return __uint_as_float(round_tf32(__float_as_uint(x))); });
}
EXPORT_KERNEL(pack_tf32, THREADS)

extern "C" __global__ void __launch_bounds__(THREADS)
    pack_bf16(const float* weight, __nv_bfloat16* out, int rows, int depth, int stride) {
  pack(weight, out, rows, depth, stride, [](float x) { return Elem<__nv_bfloat16>::from(x); });
}
EXPORT_KERNEL(pack_bf16, THREADS)

extern "C" __global__ void __launch_bounds__(THREADS)
    pack_fp16(const float* weight, __half* out, int rows, int depth, int stride) {
  pack(weight, out, rows, depth, stride, [](float x) { return Elem<__half>::from(x); });
}
EXPORT_KERNEL(pack_fp16, THREADS)

// out = epilogue(sum over slices of partials[slice] + bias): slices are added in their order, so
// every run gives the same bits. With one slice, which may be out itself, it is the bias and the
// activation after a product that somebody else made.
extern "C" __global__ void __launch_bounds__(THREADS)
    finish_product(const float* partials, int slices, const float* bias, float* out,
                   long long count, int columns, int epilogue) {
  for (long long i = thread_index(); i < count; i += thread_count()) {
    float sum = 0.f;
    for (int slice = 0; slice < slices; slice++) sum += partials[slice * count + i];
    if (bias) sum += __ldg(bias + i % columns);
    out[i] = after_epilogue(sum, out + i, epilogue);
  }
}
EXPORT_KERNEL(finish_product, THREADS)
