// Matrix products on tensor cores in bfloat16: 8 bits of exponent as float32, 8 of significand.
// Roofline, 128 x 128 tile, packed weight: 128 float32 and 128 bfloat16 read for 16,384
// multiply-adds, 43 operations a byte of L2.
#include "matrix_tensor_core.cuh"

TENSOR_CORE_KERNELS(bf16, __nv_bfloat16)
