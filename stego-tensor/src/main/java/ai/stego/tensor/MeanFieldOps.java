package ai.stego.tensor;

import java.util.List;

/** Mean-field inference in a fully connected CRF with Gaussian kernels. */
public interface MeanFieldOps {
  /**
   * Q ← softmax over the classes of (evidence + Σₘ wₘ · k̂ₘ Q), all points at once, from Q =
   * softmax(evidence), so many times (Krähenbühl and Koltun, "Efficient Inference in Fully
   * Connected CRFs with Gaussian Edge Potentials", 2011, algorithm 1 with the Potts model). k̂ =
   * D^(-1/2) k D^(-1/2), where the diagonal D holds the sums of k's rows. k is applied on a
   * permutohedral lattice, which approximates it (Adams, Baek and Davis, "Fast High-Dimensional
   * Filtering Using the Permutohedral Lattice", 2010): a vertex that no point touches does not
   * exist, and the blur along each axis takes it for 0. The same input gives the same bits.
   *
   * @param kernels with n points each; may be empty
   * @param evidence (n,classes): minus the unary energies, finite
   * @param classes 1 or more
   * @param iterations 0 or more
   * @param q (n,classes); overwritten with the marginal probabilities; may be {@code evidence}
   * @throws ShapeException if the lengths do not fit
   * @throws InputException if a feature is not finite or too large, there are too many points, a
   *     kernel has more dimensions than the backend takes (no backend takes fewer than 8), the
   *     number of iterations is negative, or memory does not suffice
   */
  void meanField(
      List<GaussianKernel> kernels, float[] evidence, int classes, int iterations, float[] q);
}
