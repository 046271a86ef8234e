package ai.stego.tensor.extent;

import ai.stego.tensor.Tensor;

/**
 * Extents of {@link ai.stego.tensor.LossOps#correspondence}.
 *
 * @param images B
 * @param positions P
 * @param features F, width of a feature
 * @param codes Z, width of a code
 */
public record CorrespondenceExtents(int images, int positions, int features, int codes) {
  private static final int STATISTICS = 3;

  /**
   * What the operation writes.
   *
   * @param statistics (3)
   * @param sGradient (B,P,Z)
   * @param tGradient (B,P,Z)
   */
  public record Outputs(Tensor statistics, Tensor sGradient, Tensor tGradient) {}

  /**
   * Checks a correspondence loss.
   *
   * @param f (B,P,F)
   * @param g (B,P,F)
   * @param s (B,P,Z)
   * @param t (B,P,Z)
   * @param out what is written, apart from all the others and from each other
   * @return the extents
   */
  public static CorrespondenceExtents of(Tensor f, Tensor g, Tensor s, Tensor t, Outputs out) {
    String operation = "correspondence: ";
    Checks.rank(operation + "f", f, 3, "(B,P,F)");
    Checks.rank(operation + "s", s, 3, "(B,P,Z)");
    int images = f.shape().axis(0);
    int positions = f.shape().axis(1);
    int codes = s.shape().axis(2);
    Checks.sameShape(operation + "g", f, g);
    Checks.shape(operation + "s", s, images, positions, codes);
    Checks.sameShape(operation + "t", s, t);
    Checks.shape(operation + "statistics", out.statistics, STATISTICS);
    Checks.sameShape(operation + "sGradient", s, out.sGradient);
    Checks.sameShape(operation + "tGradient", s, out.tGradient);
    for (Tensor in : new Tensor[] {f, g, s, t}) {
      Checks.apart(operation + "statistics", in, out.statistics);
      Checks.apart(operation + "sGradient", in, out.sGradient);
      Checks.apart(operation + "tGradient", in, out.tGradient);
    }
    Checks.apart(operation + "sGradient", out.statistics, out.sGradient);
    Checks.apart(operation + "tGradient", out.statistics, out.tGradient);
    Checks.apart(operation + "tGradient", out.sGradient, out.tGradient);
    Checks.count(operation + "positions", (long) images * positions, f);
    return new CorrespondenceExtents(images, positions, f.shape().axis(2), codes);
  }

  /**
   * The pairs that the loss is the mean of.
   *
   * @return B·P·P, which may be beyond 32 bits
   */
  public double pairs() {
    return (double) images * positions * positions;
  }
}
