package ai.stego.tensor;

/** How a resize fills in between samples. Samples beyond the border repeat the border. */
public enum Interpolation {
  /** Weights of the two nearest samples on each axis, linear in the distance. */
  BILINEAR,
  /** Four samples on each axis, cubic convolution with a = -0.75 (Keys 1981), as in PyTorch. */
  BICUBIC
}
