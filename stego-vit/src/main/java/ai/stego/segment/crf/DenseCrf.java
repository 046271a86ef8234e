package ai.stego.segment.crf;

import ai.stego.tensor.Backend;
import ai.stego.tensor.GaussianKernel;
import ai.stego.tensor.InputException;
import ai.stego.tensor.LatticeOps;
import ai.stego.tensor.MeanFieldOps;
import ai.stego.tensor.Parallel;
import ai.stego.tensor.ShapeException;
import ai.stego.tensor.cpu.ScalarLattice;
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
 * <p>Safe to share between threads; the same bits for any number of threads. Memory for a
 * photograph of H x W pixels: 12·K bytes a pixel, two lattices, and 4·K bytes for each vertex of
 * that of the colours, with K rounded up to {@link LatticeOps#rowLength}. The lattice of the
 * positions is kept for the next photograph of the same size. A backend with {@link MeanFieldOps}
 * of its own does everything between the unary and Q.
 */
public final class DenseCrf {
  private static final float LEAST_PROBABILITY = 1e-5f;
  private static final int GRAIN = 1024;
  private static final LatticeOps PLAIN = new ScalarLattice();

  private final CrfParameters parameters;
  private final Parallel parallel;
  private final Optional<MeanFieldOps> device;
  private final LatticeOps ops;
  private final PositionLattice positions;

  /**
   * Makes a CRF that runs on the host.
   *
   * @param parameters deviations, weights and iterations
   * @param parallel runs the work
   */
  public DenseCrf(CrfParameters parameters, Parallel parallel) {
    this(parameters, parallel, Optional.empty(), Optional.empty());
  }

  /**
   * Makes a CRF that runs where the backend computes, or on its threads if it has no mean field.
   *
   * @param parameters deviations, weights and iterations
   * @param backend runs the work; must stay open
   */
  public DenseCrf(CrfParameters parameters, Backend backend) {
    this(parameters, backend.parallel(), backend.crf(), backend.lattice());
  }

  private DenseCrf(
      CrfParameters parameters,
      Parallel parallel,
      Optional<MeanFieldOps> device,
      Optional<LatticeOps> ops) {
    this.parameters = parameters;
    this.parallel = parallel;
    this.device = device;
    this.ops = device.isPresent() ? PLAIN : ops.orElse(PLAIN);
    this.positions = new PositionLattice(parameters);
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
    Marginals marginals = marginals(rgb, height, width, logProbabilities);
    int[] labels = new int[height * width];
    int length = marginals.rowLength();
    parallel.ranges(
        labels.length,
        GRAIN,
        (from, to) -> {
          for (int pixel = from; pixel < to; pixel++) {
            labels[pixel] = ClassRows.argMax(marginals.rows(), pixel * length, marginals.classes());
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
    return marginals(rgb, height, width, logProbabilities).withoutPadding();
  }

  /** Q, a row for each pixel with the padding of the loops. */
  private record Marginals(float[] rows, int rowLength, int classes) {
    float[] withoutPadding() {
      if (rowLength == classes) {
        return rows;
      }
      int pixels = rows.length / rowLength;
      float[] values = new float[pixels * classes];
      for (int pixel = 0; pixel < pixels; pixel++) {
        System.arraycopy(rows, pixel * rowLength, values, pixel * classes, classes);
      }
      return values;
    }
  }

  private Marginals marginals(byte[] rgb, int height, int width, float[] logProbabilities) {
    int pixels = requirePixels(rgb, height, width);
    ShapeException.require(
        logProbabilities.length > 0 && logProbabilities.length % pixels == 0,
        "dense CRF: log-probabilities",
        "(" + height + "," + width + ",K)",
        logProbabilities.length + " values");
    int classes = logProbabilities.length / pixels;
    int rowLength = ops.rowLength(classes);
    float[] evidence = evidence(logProbabilities, pixels, classes, width);
    if (device.isPresent()) {
      float[] q = new float[evidence.length];
      List<GaussianKernel> kernels = kernels(rgb, height, width);
      device.get().meanField(kernels, evidence, classes, parameters.iterations(), q);
      return new Marginals(q, rowLength, classes);
    }
    List<Messages> messages = messages(rgb, height, width, rowLength);
    int band = PositionLattice.band(width);
    MeanField field = new MeanField(ops, parallel, messages, evidence, rowLength, band);
    return new Marginals(field.run(parameters.iterations()), rowLength, classes);
  }

  /** Minus the unary energies, in rows with padding. */
  private float[] evidence(float[] logProbabilities, int pixels, int classes, int width) {
    float[] evidence = new float[MeanField.length(pixels, ops.rowLength(classes))];
    parallel.ranges(
        pixels,
        GRAIN,
        (from, to) -> {
          for (int pixel = from; pixel < to; pixel++) {
            requireUsable(logProbabilities, pixel * classes, classes, width);
          }
          ops.clippedLogSoftmax(logProbabilities, classes, from, to, LEAST_PROBABILITY, evidence);
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
      kernels.add(new GaussianKernel(features, CrfFeatures.POSITION, parameters.gaussianWeight()));
    }
    if (parameters.bilateralWeight() != 0) {
      kernels.add(
          new GaussianKernel(
              colors(rgb, height, width),
              CrfFeatures.POSITION_AND_COLOR,
              parameters.bilateralWeight()));
    }
    return kernels;
  }

  /** The same kernels, each normalised and times its weight. */
  private List<Messages> messages(byte[] rgb, int height, int width, int rowLength) {
    List<Messages> messages = new ArrayList<>();
    if (parameters.gaussianWeight() != 0) {
      messages.add(new BandMessages(positions.of(height, width, parallel), ops, rowLength));
    }
    if (parameters.bilateralWeight() != 0) {
      PermutohedralLattice lattice =
          PermutohedralLattice.of(
                  colors(rgb, height, width), CrfFeatures.POSITION_AND_COLOR, parallel)
              .normalized(parameters.bilateralWeight(), parallel);
      messages.add(new LatticeMessages(lattice, ops, rowLength));
    }
    return messages;
  }

  private float[] colors(byte[] rgb, int height, int width) {
    return CrfFeatures.positionAndColor(
        rgb, height, width, parameters.bilateralDeviation(), parameters.colorDeviation());
  }
}
