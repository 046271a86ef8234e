package ai.stego.segment.crf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.stego.tensor.Backend;
import ai.stego.tensor.BackendOptions;
import ai.stego.tensor.Backends;
import ai.stego.tensor.GaussianKernel;
import ai.stego.tensor.InputException;
import ai.stego.tensor.MeanFieldOps;
import ai.stego.tensor.testing.Close;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A backend that has a mean field of its own is asked for it; one that has none is not needed. */
class CrfOnBackendTest {
  private static final int HEIGHT = 3;
  private static final int WIDTH = 5;
  private static final int CLASSES = 4;

  private final byte[] image = CrfExamples.image(HEIGHT, WIDTH);
  private final float[] scores = CrfExamples.scores(HEIGHT, WIDTH, CLASSES);
  private Backend scalar;

  @BeforeEach
  void open() {
    scalar = Backends.open("scalar", BackendOptions.DEFAULT);
  }

  @AfterEach
  void close() {
    scalar.close();
  }

  /** The scalar backend, and a mean field. */
  private Backend with(MeanFieldOps meanField) {
    return (Backend)
        Proxy.newProxyInstance(
            Backend.class.getClassLoader(),
            new Class<?>[] {Backend.class},
            (proxy, method, arguments) ->
                method.getName().equals("crf")
                    ? Optional.of(meanField)
                    : method.invoke(scalar, arguments));
  }

  @Test
  void theBackendsMeanFieldGetsKernelsAndEvidenceAndGivesTheResult() {
    float[] softmax =
        new DenseCrf(new CrfParameters(1, 3, 67, 3, 4, 0), scalar)
            .probabilities(image, HEIGHT, WIDTH, scores);
    MeanFieldOps recorder =
        (kernels, evidence, classes, iterations, q) -> {
          assertKernels(kernels);
          assertEquals(CLASSES, classes);
          assertEquals(6, iterations);
          for (int i = 0; i < q.length; i++) {
            q[i] = (float) Math.exp(evidence[i]);
          }
          Close.assertClose("softmax of the evidence", softmax, q, 1e-5, 0);
          q[q.length - 1] = 7;
        };
    float[] q =
        new DenseCrf(new CrfParameters(2, 3, 5, 10, 4, 6), with(recorder))
            .probabilities(image, HEIGHT, WIDTH, scores);
    assertEquals(7, q[q.length - 1]);
    assertEquals(CLASSES - 1, label(recorder, HEIGHT * WIDTH - 1));
  }

  private int label(MeanFieldOps ops, int pixel) {
    return new DenseCrf(new CrfParameters(2, 3, 5, 10, 4, 6), with(ops))
        .labels(image, HEIGHT, WIDTH, scores)[pixel];
  }

  private void assertKernels(List<GaussianKernel> kernels) {
    assertEquals(2, kernels.size());
    assertEquals(3, kernels.get(0).weight());
    assertEquals(4, kernels.get(1).weight());
    assertArrayEquals(CrfFeatures.position(HEIGHT, WIDTH, 2), kernels.get(0).features());
    assertArrayEquals(
        CrfFeatures.positionAndColor(image, HEIGHT, WIDTH, 5, 10), kernels.get(1).features());
  }

  @Test
  void aKernelWithoutWeightIsLeftOut() {
    MeanFieldOps recorder =
        (kernels, evidence, classes, iterations, q) -> assertEquals(0, kernels.size());
    new DenseCrf(new CrfParameters(1, 0, 67, 3, 0, 10), with(recorder))
        .labels(image, HEIGHT, WIDTH, scores);
  }

  @Test
  void unusableScoresAreRefusedBeforeTheBackendSeesThem() {
    scores[7] = Float.NaN;
    MeanFieldOps untouched =
        (kernels, evidence, classes, iterations, q) -> {
          throw new AssertionError("asked");
        };
    DenseCrf crf = new DenseCrf(CrfParameters.STEGO, with(untouched));
    assertThrows(InputException.class, () -> crf.labels(image, HEIGHT, WIDTH, scores));
  }

  @Test
  void aBackendWithoutOneComputesOnItsThreads() {
    float[] expected =
        new DenseCrf(CrfParameters.STEGO, CrfExamples.alone())
            .probabilities(image, HEIGHT, WIDTH, scores);
    float[] actual =
        new DenseCrf(CrfParameters.STEGO, scalar).probabilities(image, HEIGHT, WIDTH, scores);
    assertArrayEquals(expected, actual);
  }
}
