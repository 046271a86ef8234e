package ai.stego.tensor;

/**
 * What matrix products compute in. Storage and accumulation are float32 whatever the choice, and
 * the CPU backends always compute in float32.
 */
public enum Precision {
  /** IEEE binary32: 24 bits of significand. */
  FLOAT32,
  /** TensorFloat-32: 11 bits of significand, the exponent of float32. */
  TF32,
  /** bfloat16: 8 bits of significand, the exponent of float32. */
  BF16,
  /** IEEE binary16: 11 bits of significand, 5 of exponent. */
  FP16
}
