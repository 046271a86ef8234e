// Matrix products on tensor cores in IEEE half: 5 bits of exponent, 11 of significand. Operands
// beyond 65,504 become infinite; sums are float32 and do not.
// Roofline, 128 x 128 tile, packed weight: 128 float32 and 128 half read for 16,384 multiply-adds,
// 43 operations a byte of L2.
#include "matrix_tensor_core.cuh"

TENSOR_CORE_KERNELS(fp16, __half)
