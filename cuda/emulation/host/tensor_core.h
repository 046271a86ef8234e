// Tensor-core products and the loads that feed them; the lane layouts are in tensor_core.cpp.
#pragma once

namespace emulation {

struct MatrixProductArgument {
  float* d;           // 4 values of the 16 x 8 sum, changed in place
  const uint32_t* a;  // 4 registers of the 16 x K left factor
  const uint32_t* b;  // 2 registers of the K x 8 right factor
};
EMULATION_EXPORT void multiply_half(void* const* arguments, unsigned mask);      // m16n8k16
EMULATION_EXPORT void multiply_bfloat16(void* const* arguments, unsigned mask);  // m16n8k16
EMULATION_EXPORT void multiply_tf32(void* const* arguments, unsigned mask);      // m16n8k8

struct LoadMatrixArgument {
  uint32_t* registers;
  const void* row;  // 16 bytes: lanes 8i to 8i+7 name the rows of matrix i
  int matrices;
  bool transposed;
};
EMULATION_EXPORT void load_matrices(void* const* arguments, unsigned mask);

static inline void multiply(WarpFunction function, float* d, const uint32_t* a, const uint32_t* b,
                            const char* what, Location at) {
  MatrixProductArgument argument{d, a, b};
  warp_operation(0xffffffffu, function, &argument, what, at);
}

static inline void load_matrix(
    uint32_t* registers, const void* row, int matrices, bool transposed, Location at) {
  check_matrix_row(row, at);
  LoadMatrixArgument argument{registers, row, matrices, transposed};
  warp_operation(0xffffffffu, load_matrices, &argument, "ldmatrix", at);
}

}  // namespace emulation
