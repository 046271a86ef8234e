package ai.stego.tensor;

/** What a matrix product does with each value y = x·Wᵀ + b before it is stored. */
public enum Epilogue {
  /** out = y. */
  NONE,
  /** out = max(y, 0). */
  RELU,
  /** out = y/2 · (1 + erf(y/√2)), the exact form (Hendrycks and Gimpel 2016, section 2). */
  GELU,
  /** out = out + y: the residual connection, added in place. */
  ACCUMULATE
}
