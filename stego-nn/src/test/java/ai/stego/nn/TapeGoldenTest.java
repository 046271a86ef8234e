package ai.stego.nn;

import ai.stego.tensor.Backend;
import ai.stego.tensor.Interpolation;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Shape;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.io.HostTensor;
import ai.stego.tensor.io.TensorFile;
import ai.stego.tensor.testing.Close;
import ai.stego.tensor.testing.Golden;
import ai.stego.tensor.testing.Layout;
import ai.stego.tensor.testing.TestBackends;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Losses and gradients of the reference implementation's probes, found by the tape. Those of its
 * correspondence loss are in {@code CorrespondenceLossTest} of the training module.
 */
class TapeGoldenTest {
  private static final String BACKENDS = "ai.stego.tensor.testing.TestBackends#names";

  @ParameterizedTest
  @MethodSource(BACKENDS)
  void theLinearProbeLearnsAsInTheReference(String name) throws IOException {
    try (TensorFile file = Golden.open("linear_probe.safetensors");
        Backend backend = TestBackends.open(name);
        Scope scope = backend.scope();
        Tape tape = new Tape(backend)) {
      HostTensor weight = file.get("weight");
      Shape shape = Shape.of(weight.shape().axis(0), weight.shape().axis(1));
      Parameter w = Parameter.of("weight", shape, weight.values(), scope);
      Parameter b = Parameter.of("bias", file.shape("bias"), file.values("bias"), scope);
      Shape labels = file.shape("labels");
      Var logits = new LinearParameters(w, b).forward(codes(tape, file));
      Var large =
          MapFunctions.resize(logits, Interpolation.BILINEAR, labels.axis(1), labels.axis(2));
      int[] classes = Arrays.stream(file.integers("labels")).mapToInt(Math::toIntExact).toArray();
      Var loss = LossFunctions.crossEntropy(large, classes);
      tape.backward(loss);
      assertLoss(file.values("loss"), loss);
      assertGradient("weight", file.values("grad_weight"), w);
      assertGradient("bias", file.values("grad_bias"), b);
    }
  }

  @ParameterizedTest
  @MethodSource(BACKENDS)
  void theClusterProbeLearnsAsInTheReference(String name) throws IOException {
    try (TensorFile file = Golden.open("cluster_probe.safetensors");
        Backend backend = TestBackends.open(name);
        Scope scope = backend.scope();
        Tape tape = new Tape(backend)) {
      Parameter centroids =
          Parameter.of("clusters", file.shape("clusters"), file.values("clusters"), scope);
      Var loss = LossFunctions.clusterLoss(codes(tape, file), tape.parameter(centroids));
      tape.backward(loss);
      assertLoss(file.values("loss_hard"), loss);
      assertGradient("clusters", file.values("grad_hard"), centroids);
    }
  }

  /** The codes (B,Z,h,w) of a file as a constant (B,h,w,Z). */
  private static Var codes(Tape tape, TensorFile file) {
    int[] axes = file.shape("x").toArray();
    Tensor codes = tape.tensor(axes[0], axes[2], axes[3], axes[1]);
    codes.write(Layout.channelsLast(file.values("x"), axes[1], axes[2] * axes[3]));
    return tape.constant(codes);
  }

  private static void assertLoss(float[] expected, Var loss) {
    Close.assertClose("loss", expected, loss.value().toArray(), 0, 1e-5);
  }

  private static void assertGradient(String what, float[] expected, Parameter parameter) {
    Close.assertClose("gradient of " + what, expected, parameter.gradient().toArray(), 1e-6, 1e-3);
  }
}
