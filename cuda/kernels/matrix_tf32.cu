// Matrix products on tensor cores in tf32: 8 bits of exponent as float32, 11 of significand.
// Roofline, 128 x 128 tile: 256 float32 read for 16,384 multiply-adds, 32 operations a byte of L2.
#include "matrix_tensor_core.cuh"

TENSOR_CORE_KERNELS(tf32, tf32)
