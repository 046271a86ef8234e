// A libcudnn.so.8 for the emulated driver: the few functions that the class Cudnn calls, after the
// text of the cuDNN manual: a two-dimensional convolution in float32, tensors by channels or by
// places. It computes on the host when everything launched before is done.
#include <cstddef>

extern "C" {

int cuStreamSynchronize(void* stream);

enum { SUCCESS = 0, BAD_PARAM = 3, EXECUTION_FAILED = 8, NOT_SUPPORTED = 9 };

struct Handle {
  void* stream = nullptr;
};

// Extents and strides in the order images, channels, rows, columns.
struct Tensor {
  int extent[4];
  size_t stride[4];
  size_t at(int n, int c, int y, int x) const {
    return n * stride[0] + c * stride[1] + y * stride[2] + x * stride[3];
  }
};

struct Convolution {
  int pad[2], stride[2], math = 0;
};

size_t cudnnGetVersion() { return 8900; }

int cudnnCreate(Handle** handle) {
  *handle = new Handle;
  return SUCCESS;
}
int cudnnDestroy(Handle* handle) {
  delete handle;
  return SUCCESS;
}
int cudnnSetStream(Handle* handle, void* stream) {
  handle->stream = stream;
  return SUCCESS;
}

int cudnnCreateTensorDescriptor(Tensor** tensor) {
  *tensor = new Tensor{};
  return SUCCESS;
}
int cudnnDestroyTensorDescriptor(Tensor* tensor) {
  delete tensor;
  return SUCCESS;
}
int cudnnSetTensor4dDescriptor(Tensor* tensor, int format, int type, int n, int c, int h, int w) {
  if (type != 0 || format > 1) return NOT_SUPPORTED;
  const size_t channels = c, rows = h, columns = w;
  *tensor = format == 0
      ? Tensor{{n, c, h, w}, {channels * rows * columns, rows * columns, columns, 1}}
      : Tensor{{n, c, h, w}, {channels * rows * columns, 1, columns * channels, channels}};
  return SUCCESS;
}

int cudnnCreateFilterDescriptor(Tensor** filter) { return cudnnCreateTensorDescriptor(filter); }
int cudnnDestroyFilterDescriptor(Tensor* filter) { return cudnnDestroyTensorDescriptor(filter); }
int cudnnSetFilter4dDescriptor(Tensor* filter, int type, int format, int k, int c, int h, int w) {
  return cudnnSetTensor4dDescriptor(filter, format, type, k, c, h, w);
}

int cudnnCreateConvolutionDescriptor(Convolution** convolution) {
  *convolution = new Convolution{};
  return SUCCESS;
}
int cudnnDestroyConvolutionDescriptor(Convolution* convolution) {
  delete convolution;
  return SUCCESS;
}
int cudnnSetConvolution2dDescriptor(
    Convolution* convolution, int pad_h, int pad_w, int stride_h, int stride_w, int dilation_h,
    int dilation_w, int mode, int type) {
  constexpr int cross_correlation = 1;
  if (dilation_h != 1 || dilation_w != 1 || mode != cross_correlation || type != 0)
    return NOT_SUPPORTED;
  *convolution = {{pad_h, pad_w}, {stride_h, stride_w}, 0};
  return SUCCESS;
}
int cudnnSetConvolutionMathType(Convolution* convolution, int math) {
  convolution->math = math;
  return SUCCESS;
}

int cudnnConvolutionForward(
    Handle* handle, const float* alpha, const Tensor* x_shape, const float* x,
    const Tensor* filter_shape, const float* filter, const Convolution* convolution,
    int /*algorithm*/, void* /*workspace*/, size_t, const float* beta, const Tensor* y_shape,
    float* y) {
  const Tensor &in = *x_shape, &kernel = *filter_shape, &out = *y_shape;
  if (in.extent[1] != kernel.extent[1] || out.extent[1] != kernel.extent[0]) return BAD_PARAM;
  for (int axis = 0; axis < 2; axis++) {
    const int room = in.extent[2 + axis] + 2 * convolution->pad[axis] - kernel.extent[2 + axis];
    if (out.extent[2 + axis] != room / convolution->stride[axis] + 1) return BAD_PARAM;
    if (convolution->pad[axis] != 0) return NOT_SUPPORTED;
  }
  if (*beta != 0) return NOT_SUPPORTED;
  if (cuStreamSynchronize(handle->stream) != 0) return EXECUTION_FAILED;
  for (int n = 0; n < out.extent[0]; n++)
    for (int k = 0; k < out.extent[1]; k++)
      for (int row = 0; row < out.extent[2]; row++)
        for (int column = 0; column < out.extent[3]; column++) {
          double sum = 0;
          for (int c = 0; c < kernel.extent[1]; c++)
            for (int p = 0; p < kernel.extent[2]; p++)
              for (int q = 0; q < kernel.extent[3]; q++) {
                const int top = row * convolution->stride[0], left = column * convolution->stride[1];
                sum += (double)x[in.at(n, c, top + p, left + q)] * filter[kernel.at(k, c, p, q)];
              }
          y[out.at(n, k, row, column)] = (float)(*alpha * sum);
        }
  return SUCCESS;
}

// C = alpha A + beta C; an extent of A that is 1 serves for all.
int cudnnAddTensor(
    Handle* handle, const float* alpha, const Tensor* a_shape, const float* a, const float* beta,
    const Tensor* c_shape, float* c) {
  if (cuStreamSynchronize(handle->stream) != 0) return EXECUTION_FAILED;
  int from[4], to[4];
  for (to[0] = 0; to[0] < c_shape->extent[0]; to[0]++)
    for (to[1] = 0; to[1] < c_shape->extent[1]; to[1]++)
      for (to[2] = 0; to[2] < c_shape->extent[2]; to[2]++)
        for (to[3] = 0; to[3] < c_shape->extent[3]; to[3]++) {
          for (int axis = 0; axis < 4; axis++) from[axis] = a_shape->extent[axis] == 1 ? 0 : to[axis];
          float& out = c[c_shape->at(to[0], to[1], to[2], to[3])];
          out = *alpha * a[a_shape->at(from[0], from[1], from[2], from[3])] + *beta * out;
        }
  return SUCCESS;
}

}  // extern "C"
