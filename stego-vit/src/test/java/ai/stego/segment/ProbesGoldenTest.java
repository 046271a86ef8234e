package ai.stego.segment;

import static ai.stego.tensor.testing.Close.assertClose;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import ai.stego.tensor.Backend;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Shape;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.io.TensorFile;
import ai.stego.tensor.testing.Golden;
import ai.stego.tensor.testing.Layout;
import ai.stego.tensor.testing.TestBackends;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The cluster probe against the reference. */
class ProbesGoldenTest {
  @ParameterizedTest
  @MethodSource("ai.stego.tensor.testing.TestBackends#names")
  void clusterProbabilitiesAndAssignmentsAgree(String name) throws IOException {
    try (TensorFile golden = Golden.open("cluster_probe.safetensors");
        Backend backend = TestBackends.open(name);
        Scope scope = backend.scope()) {
      Tensor centroids = scope.tensor(golden.shape("clusters"), golden.values("clusters"));
      ClusterProbe probe = new ClusterProbe(backend, centroids, ClusterProbe.STEGO_SHARPNESS);
      Shape x = golden.shape("x");
      int pixels = x.axis(2) * x.axis(3);
      Tensor codes =
          scope.tensor(
              Shape.of(x.axis(0) * pixels, x.axis(1)),
              Layout.channelsLast(golden.values("x"), x.axis(1), pixels));

      Tensor scores = probe.logProbabilities(codes, scope);
      float[] expected =
          Layout.channelsLast(golden.values("log_probs_alpha2"), probe.classes(), pixels);
      assertClose("log_probs_alpha2", expected, scores.toArray(), 1e-5, 1e-4);

      int[] labels = new int[x.axis(0) * pixels];
      backend.row().argMax(scores, labels);
      int[] assigned =
          Arrays.stream(golden.integers("assign_hard")).mapToInt(Math::toIntExact).toArray();
      assertArrayEquals(assigned, labels);
    }
  }
}
