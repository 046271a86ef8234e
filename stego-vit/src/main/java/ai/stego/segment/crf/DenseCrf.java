package ai.stego.segment.crf;

import ai.stego.tensor.Backend;
import ai.stego.tensor.GaussianKernel;
import ai.stego.tensor.InputException;
import ai.stego.tensor.MeanFieldOps;
import ai.stego.tensor.Parallel;
import ai.stego.tensor.ShapeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Refines a labelling with a fully connected CRF (Krähenbühl and Koltun, "Efficient Inference in
 * Fully Connected CRFs with Gaussian Edge Potentials", 2011): every pair of pixels that are near,
 * and every pair that are near and of like colour, pull towards the same label.
 *
 * <p>E(x) = Σᵢ u(xᵢ) + Σ_{i&lt;j} [xᵢ ≠ xⱼ] · (w₁ · k₁(i,j) + w₂ · k₂(i,j)) with the unary u = -log
 * max(softmax(log-probabilities), 1e-5), the Potts model, k₁ a Gaussian of the distance, k₂ a
 * Gaussian of distance and colour, both normalised symmetrically. Mean field, all pixels at once: Q
 * ← softmax over the classes of (-u + Σₘ wₘ · k̂ₘ Q), from Q = softmax(-u). The kernels are applied
 * with a {@link PermutohedralLattice}, which approximates them.
 *
 * <p>Immutable, safe to share between threads; the same bits for any number of threads. Memory for
 * a photograph of H x W pixels: 8·K bytes a pixel, two lattices, and three buffers of 4·K bytes for
 * each of their vertices. A backend with {@link MeanFieldOps} of its own does everything between
 * the unary and Q.
 */
public final class DenseCrf {
  private static final float LEAST_PROBABILITY = 1e-5f;
  private static final int GRAIN = 1024;

  private final CrfParameters parameters;
  private final Parallel parallel;
  private final Optional<MeanFieldOps> device;

  /**
   * Makes a CRF that runs on the host.
   *
   * @param parameters deviations, weights and iterations
   * @param parallel runs the work
   */
  public DenseCrf(CrfParameters parameters, Parallel parallel) {
    this(parameters, parallel, Optional.empty());
  }

  /**
   * Makes a CRF that runs where the backend computes, or on its threads if it has no mean field.
   *
   * @param parameters deviations, weights and iterations
   * @param backend runs the work; must stay open
   */
  public DenseCrf(CrfParameters parameters, Backend backend) {
    this(parameters, backend.parallel(), backend.crf());
  }

  private DenseCrf(CrfParameters parameters, Parallel parallel, Optional<MeanFieldOps> device) {
    this.parameters = parameters;
    this.parallel = parallel;
    this.device = device;
  }

  /**
   * The most probable class of each pixel; of equal ones the first.
   *
   * @param rgb (H,W,3), unsigned bytes
   * @param height H
   * @param width W
   * @param logProbabilities (H,W,K), any finite scores or minus infinity; K follows from the length
   * @return (H,W) classes 0..K-1
   * @throws ShapeException if the lengths do not fit
   * @throws InputException if a log-probability is NaN or plus infinity, a pixel has minus infinity
   *     for all classes, or the image is too large
   */
  public int[] labels(byte[] rgb, int height, int width, float[] logProbabilities) {
    float[] q = probabilities(rgb, height, width, logProbabilities);
    int[] labels = new int[height * width];
    int classes = q.length / labels.length;
    parallel.ranges(
        labels.length,
        GRAIN,
        (from, to) -> {
          for (int pixel = from; pixel < to; pixel++) {
            labels[pixel] = ClassRows.argMax(q, pixel * classes, classes);
          }
        });
    return labels;
  }

  /**
   * The marginal probabilities Q after the last iteration.
   *
   * @param rgb (H,W,3), unsigned bytes
   * @param height H
   * @param width W
   * @param logProbabilities (H,W,K), any finite scores or minus infinity; K follows from the length
   * @return (H,W,K); each pixel's sum to 1
   * @throws ShapeException if the lengths do not fit
   * @throws InputException if a log-probability is NaN or plus infinity, a pixel has minus infinity
   *     for all classes, or the image is too large
   */
  public float[] probabilities(byte[] rgb, int height, int width, float[] logProbabilities) {
    int pixels = requirePixels(rgb, height, width);
    ShapeException.require(
        logProbabilities.length > 0 && logProbabilities.length % pixels == 0,
        "dense CRF: log-probabilities",
        "(" + height + "," + width + ",K)",
        logProbabilities.length + " values");
    int classes = logProbabilities.length / pixels;
    float[] evidence = evidence(logProbabilities, pixels, classes, width);
    List<GaussianKernel> kernels = kernels(rgb, height, width);
    float[] q = new float[logProbabilities.length];
    if (device.isPresent()) {
      device.get().meanField(kernels, evidence, classes, parameters.iterations(), q);
    } else {
      new MeanField(kernels, evidence, classes).run(q, parameters.iterations());
    }
    return q;
  }

  /** Minus the unary energies. */
  private float[] evidence(float[] logProbabilities, int pixels, int classes, int width) {
    float[] evidence = new float[logProbabilities.length];
    parallel.ranges(
        pixels,
        GRAIN,
        (from, to) -> {
          for (int row = from * classes; row < to * classes; row += classes) {
            requireUsable(logProbabilities, row, classes, width);
            ClassRows.clippedLogSoftmax(
                logProbabilities, row, evidence, classes, LEAST_PROBABILITY);
          }
        });
    return evidence;
  }

  private static int requirePixels(byte[] rgb, int height, int width) {
    ShapeException.require(
        height >= 1 && width >= 1, "dense CRF: image", "1 x 1 or larger", height + " x " + width);
    LatticeBuilder.requireRoom((long) height * width, 5);
    int pixels = height * width;
    ShapeException.require(
        rgb.length == 3L * pixels,
        "dense CRF: image",
        "(" + height + "," + width + ",3)",
        rgb.length + " bytes");
    return pixels;
  }

  private static void requireUsable(float[] scores, int row, int classes, int width) {
    float largest = Float.NEGATIVE_INFINITY;
    for (int c = 0; c < classes; c++) {
      // Math.max gives NaN if either is NaN.
      largest = Math.max(largest, scores[row + c]);
    }
    if (!Float.isFinite(largest)) {
      int pixel = row / classes;
      throw new InputException(
          "dense CRF: the largest log-probability of the pixel in row %d, column %d is %s"
              .formatted(pixel / width, pixel % width, largest));
    }
  }

  private List<GaussianKernel> kernels(byte[] rgb, int height, int width) {
    List<GaussianKernel> kernels = new ArrayList<>();
    if (parameters.gaussianWeight() != 0) {
      float[] features = CrfFeatures.position(height, width, parameters.gaussianDeviation());
      kernels.add(new GaussianKernel(features, 2, parameters.gaussianWeight()));
    }
    if (parameters.bilateralWeight() != 0) {
      float[] features =
          CrfFeatures.positionAndColor(
              rgb, height, width, parameters.bilateralDeviation(), parameters.colorDeviation());
      kernels.add(new GaussianKernel(features, 5, parameters.bilateralWeight()));
    }
    return kernels;
  }

  private WeightedKernel weighted(GaussianKernel kernel) {
    PermutohedralLattice lattice =
        PermutohedralLattice.of(kernel.features(), kernel.dimensions(), parallel);
    return new WeightedKernel(lattice.normalized(parallel), kernel.weight());
  }

  /** A normalised kernel and its weight in the energy. */
  private record WeightedKernel(PermutohedralLattice lattice, float weight) {}

  /** The iterations, with the buffers that they share. */
  private final class MeanField {
    private final List<WeightedKernel> kernels = new ArrayList<>();
    private final float[] evidence;
    private final int classes;
    private final List<float[]> messages = new ArrayList<>();
    private final float[] scratch;

    MeanField(List<GaussianKernel> gaussians, float[] evidence, int classes) {
      this.evidence = evidence;
      this.classes = classes;
      int longest = 0;
      for (GaussianKernel gaussian : gaussians) {
        WeightedKernel kernel = weighted(gaussian);
        kernels.add(kernel);
        int length = kernel.lattice().bufferLength(classes);
        messages.add(new float[length]);
        longest = Math.max(longest, length);
      }
      scratch = new float[longest];
    }

    void run(float[] q, int iterations) {
      System.arraycopy(evidence, 0, q, 0, q.length);
      parallel.ranges(
          q.length / classes, GRAIN, (from, to) -> ClassRows.softmax(q, from, to, classes));
      for (int i = 0; i < iterations; i++) {
        for (int k = 0; k < kernels.size(); k++) {
          kernels.get(k).lattice().splatAndBlur(q, classes, messages.get(k), scratch, parallel);
        }
        parallel.ranges(q.length / classes, GRAIN, (from, to) -> update(from, to, q));
      }
    }

    /** Gathers the messages of all kernels and renews Q, pixel by pixel. */
    private void update(int from, int to, float[] q) {
      System.arraycopy(evidence, from * classes, q, from * classes, (to - from) * classes);
      for (int pixel = from; pixel < to; pixel++) {
        for (int k = 0; k < kernels.size(); k++) {
          WeightedKernel kernel = kernels.get(k);
          kernel.lattice().addSlice(pixel, messages.get(k), classes, kernel.weight(), q);
        }
      }
      ClassRows.softmax(q, from, to, classes);
    }
  }
}
