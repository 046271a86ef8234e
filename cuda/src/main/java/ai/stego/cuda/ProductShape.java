package ai.stego.cuda;

/**
 * A matrix product out = op(a)·op(b) of row-major float32 matrices, op(x) being x or xᵀ.
 *
 * @param rows M, of out
 * @param outputs N, columns of out
 * @param inputs K, what is summed over
 * @param transposeA whether a is stored as (K,M) instead of (M,K)
 * @param strideA values from one stored row of a to the next
 * @param transposeB whether b is stored as (N,K) instead of (K,N)
 * @param strideB values from one stored row of b to the next
 * @param strideOut values from one row of out to the next
 */
record ProductShape(
    int rows,
    int outputs,
    int inputs,
    boolean transposeA,
    int strideA,
    boolean transposeB,
    int strideB,
    int strideOut) {}
