package ai.stego.cuda;

import ai.stego.tensor.Backend;
import ai.stego.tensor.BackendOptions;
import ai.stego.tensor.Backends;
import ai.stego.tensor.Interpolation;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.testing.OpCase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Maps and losses of sizes that the small table has not: more than one tile, pack or part. */
class CudaMapsTest {
  private static Backend scalar;
  private static Backend cuda;

  @BeforeAll
  static void open() {
    scalar = Backends.open("scalar", BackendOptions.DEFAULT);
    cuda = new CudaBackend(TestDevices.open(), BackendOptions.DEFAULT);
  }

  @AfterAll
  static void close() {
    scalar.close();
    cuda.close();
  }

  private static void check(String name, OpCase.Body body) {
    new OpCase(name, 3e-5, 2e-5, body).check(scalar, cuda);
  }

  @Test
  void sampleGradientOfRowsLongerThanATile() {
    check(
        "sampleGradient, 3 x 70 of 130 channels",
        (backend, scope, values) -> {
          Tensor gradient = values.tensor(scope, 2, 3, 70, 130);
          Tensor places = values.tensor(scope, 3, 13, 11, 2);
          Tensor from = values.tensor(scope, 3, 13, 11, 130);
          backend.image().sampleGradient(from, new int[] {1, 0, 1}, places, gradient);
          return gradient.toArray();
        });
  }

  @Test
  void alignedMapsAreReadInPacks() {
    for (int channels : new int[] {8, 6}) {
      check(
          "sample and resize, aligned, " + channels + " channels",
          (backend, scope, values) -> {
            Tensor x = scope.tensor(1, 5, 4, channels);
            x.write(values.array((int) x.size()));
            Tensor places = values.tensor(scope, 1, 3, 3, 2);
            Tensor sampled = scope.tensor(1, 3, 3, channels);
            backend.image().sample(x, places, sampled);
            Tensor mirrored = scope.tensor(1, 3, 3, channels);
            backend.image().mirror(sampled, mirrored);
            Tensor resized = scope.tensor(1, 9, 7, channels);
            backend.image().resize(mirrored, Interpolation.BICUBIC, resized);
            backend.image().resizeGradient(resized, Interpolation.BILINEAR, x);
            return x.toArray();
          });
    }
  }

  @Test
  void crossEntropyOfRowsWiderThanAWarp() {
    check(
        "crossEntropy 9 x 157",
        (backend, scope, values) -> {
          Tensor logits = values.tensor(scope, 9, 157);
          Tensor loss = scope.tensor(1);
          backend.loss().crossEntropy(logits, values.indices(9, 170), loss, logits);
          return joined(loss, logits);
        });
  }

  @Test
  void clusterLossOfManyCentroidsAndEqualOnes() {
    check(
        "clusterLoss 140 x 130 of 70",
        (backend, scope, values) -> {
          Tensor centroids = values.tensor(scope, 70, 130);
          centroids.range(40, 41).write(centroids.range(3, 4).toArray());
          Tensor codes = values.tensor(scope, 140, 130);
          codes.range(5, 6).write(centroids.range(3, 4).toArray());
          Tensor loss = scope.tensor(1);
          Tensor gradient = values.blank(scope, 70, 130);
          backend.loss().clusterLoss(codes, centroids, loss, gradient);
          return joined(loss, gradient);
        });
  }

  private static float[] joined(Tensor loss, Tensor gradient) {
    float[] all = new float[(int) gradient.size() + 1];
    all[0] = loss.toArray()[0];
    System.arraycopy(gradient.toArray(), 0, all, 1, all.length - 1);
    return all;
  }
}
