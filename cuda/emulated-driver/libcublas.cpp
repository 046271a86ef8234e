// A libcublas.so.12 for the emulated driver: the few functions that the class Cublas calls, after
// the text of the cuBLAS manual: matrices stored by columns, op(A)·op(B) with leading dimensions.
// It multiplies on the host when everything launched before is done.
#include <cstddef>

extern "C" {

int cuStreamSynchronize(void* stream);

struct Handle {
  void* stream = nullptr;
};

int cublasCreate_v2(Handle** handle) {
  *handle = new Handle;
  return 0;
}

int cublasDestroy_v2(Handle* handle) {
  delete handle;
  return 0;
}

int cublasSetStream_v2(Handle* handle, void* stream) {
  handle->stream = stream;
  return 0;
}

int cublasGetVersion_v2(Handle*, int* version) {
  *version = 120600;
  return 0;
}

int cublasGemmEx(
    Handle* handle, int transpose_a, int transpose_b, int m, int n, int k, const float* alpha,
    const float* a, int type_a, int lda, const float* b, int type_b, int ldb, const float* beta,
    float* c, int type_c, int ldc, int compute, int /*algorithm*/) {
  constexpr int float32 = 0, invalid_value = 7, not_supported = 15, execution_failed = 13;
  if (type_a != float32 || type_b != float32 || type_c != float32) return not_supported;
  if (compute < 68 || compute > 77) return not_supported;
  if (lda < (transpose_a ? k : m) || ldb < (transpose_b ? n : k) || ldc < m) return invalid_value;
  if (cuStreamSynchronize(handle->stream) != 0) return execution_failed;
  for (int column = 0; column < n; column++) {
    for (int row = 0; row < m; row++) {
      double sum = 0;
      for (int i = 0; i < k; i++) {
        double left = transpose_a ? a[(size_t)row * lda + i] : a[(size_t)i * lda + row];
        double right = transpose_b ? b[(size_t)i * ldb + column] : b[(size_t)column * ldb + i];
        sum += left * right;
      }
      float& out = c[(size_t)column * ldc + row];
      out = (float)(*alpha * sum + (*beta == 0 ? 0 : *beta * out));
    }
  }
  return 0;
}

}  // extern "C"
