package ai.stego.benchmarks.gpu;

import ai.stego.benchmarks.work.Inputs;
import ai.stego.benchmarks.work.Sizes;
import ai.stego.segment.crf.CrfParameters;
import ai.stego.segment.crf.DenseCrf;
import ai.stego.tensor.LloydForm;
import ai.stego.tensor.Tensor;
import ai.stego.train.Progress;
import ai.stego.train.data.ExactNeighborIndex;
import java.util.List;
import java.util.stream.DoubleStream;

/** Comparing and grouping: cosine, k-means, neighbours, and the CRF. */
final class ClusterCases {
  private static final int CLASSES = 27;

  private final Sizes sizes;
  private final int code;

  private ClusterCases(Sizes sizes) {
    this.sizes = sizes;
    this.code = sizes.of(70, 7);
  }

  static List<Case> of(Sizes sizes) {
    ClusterCases cases = new ClusterCases(sizes);
    return List.of(
        cases.cosine(sizes.of(802_816, 64)),
        cases.kMeans("k-means", 1, sizes.of(200_000, 200)),
        cases.kMeans("k-means, many problems", sizes.of(32, 3), sizes.of(6_250, 50)),
        cases.neighbors(sizes.of(20_000, 60), sizes.of(384, 12), sizes.of(30, 4)),
        cases.crf(sizes.of(320, 12)));
  }

  private Case cosine(int rows) {
    return new Case(
        "cosine",
        "%d x %d, %d centroids".formatted(rows, code, CLASSES),
        true,
        Work.values((double) rows * (code + CLASSES)).with((double) rows * code * CLASSES),
        in -> {
          Tensor centroids = in.uniform(CLASSES, code);
          return Inputs.sets(
              (long) rows * (code + CLASSES),
              () -> {
                Tensor x = in.uniform(rows, code);
                Tensor out = in.empty(rows, CLASSES);
                return () -> in.backend().cluster().cosine(x, centroids, out);
              });
        });
  }

  /** Seeding by k-means++ and Lloyd's iterations; random points do not settle in so few. */
  private Case kMeans(String name, int problems, int points) {
    int iterations = sizes.of(20, 3);
    LloydForm form = new LloydForm(iterations, false);
    double values = (double) problems * points * code;
    return new Case(
        name,
        "%d x %d x %d -> %d, k-means++ and %d iterations"
            .formatted(problems, points, code, CLASSES, iterations),
        true,
        Work.values(values * (CLASSES + iterations)).with(values * CLASSES * (1 + iterations)),
        in -> {
          double[] draws =
              DoubleStream.generate(in.rng()::nextDouble)
                  .limit((long) problems * CLASSES)
                  .toArray();
          Tensor centroids = in.empty(problems, CLASSES, code);
          int[] labels = new int[problems * points];
          return Inputs.sets(
              (long) values,
              () -> {
                Tensor x = in.uniform(problems, points, code);
                return () -> {
                  in.backend().cluster().seed(x, draws, centroids);
                  in.backend().cluster().lloyd(x, centroids, form, labels);
                };
              });
        });
  }

  private Case neighbors(int rows, int width, int count) {
    return new Case(
        "neighbours",
        "%d of each of %d x %d".formatted(count, rows, width),
        true,
        Work.values((double) rows * (width + count)).with((double) rows * rows * width),
        in ->
            Inputs.sets(
                (long) rows * width,
                () -> {
                  Tensor vectors = in.unitRows(rows, width);
                  ExactNeighborIndex index = new ExactNeighborIndex(in.backend());
                  return () -> index.search(vectors, count, Progress.NONE);
                }));
  }

  private Case crf(int side) {
    return new Case(
        "CRF",
        "%d x %d, %d classes, %d iterations"
            .formatted(side, side, CLASSES, CrfParameters.STEGO.iterations()),
        false,
        Work.UNCOUNTED,
        in ->
            Inputs.sets(
                (long) side * side * CLASSES,
                () -> {
                  byte[] rgb = blocks(in, side);
                  float[] scores = in.uniformValues(side * side * CLASSES);
                  DenseCrf crf = new DenseCrf(CrfParameters.STEGO, in.backend());
                  return () -> crf.labels(rgb, side, side, scores);
                }));
  }

  /** Squares of one colour with a little noise: a lattice about as full as a photograph's. */
  private static byte[] blocks(Inputs in, int side) {
    int block = 16;
    byte[] rgb = new byte[3 * side * side];
    for (int i = 0; i < rgb.length; i++) {
      int pixel = i / 3;
      int square = pixel / side / block * (side / block + 1) + pixel % side / block;
      rgb[i] = (byte) (square * (37 + 20 * (i % 3)) % 240 + in.rng().nextInt(12));
    }
    return rgb;
  }
}
