package ai.stego.tensor.gradient;

import static ai.stego.tensor.testing.Close.assertClose;
import static ai.stego.tensor.testing.Layout.channelsLast;

import ai.stego.tensor.Backend;
import ai.stego.tensor.Epilogue;
import ai.stego.tensor.Interpolation;
import ai.stego.tensor.PackedWeight;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Shape;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.io.TensorFile;
import ai.stego.tensor.testing.Golden;
import ai.stego.tensor.testing.TestBackends;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The losses of both probes and their gradients against the reference implementation. */
class LossGoldenTest {
  private static final double ABSOLUTE = 1e-6;
  private static final double RELATIVE = 1e-3;

  private static Tensor rows(TensorFile golden, Scope scope, String name) {
    Shape s = golden.shape(name);
    int pixels = s.axis(2) * s.axis(3);
    float[] values = channelsLast(golden.values(name), s.axis(1), pixels);
    return scope.tensor(Shape.of(s.axis(0) * pixels, s.axis(1)), values);
  }

  @ParameterizedTest
  @MethodSource("ai.stego.tensor.testing.TestBackends#names")
  void clusterLossAsTheReference(String name) throws IOException {
    try (TensorFile golden = Golden.open("cluster_probe.safetensors");
        Backend backend = TestBackends.open(name);
        Scope scope = backend.scope()) {
      Shape shape = golden.shape("clusters");
      Tensor centroids = scope.tensor(shape, golden.values("clusters"));
      Tensor loss = scope.tensor(1);
      Tensor gradient = scope.tensor(shape);
      backend.loss().clusterLoss(rows(golden, scope, "x"), centroids, loss, gradient);
      assertClose("loss", golden.values("loss_hard"), loss.toArray(), 0, 1e-5);
      assertClose("gradient", golden.values("grad_hard"), gradient.toArray(), ABSOLUTE, RELATIVE);
    }
  }

  /** Logits at every patch, resized to the labels, cross entropy, and all the way back. */
  @ParameterizedTest
  @MethodSource("ai.stego.tensor.testing.TestBackends#names")
  void linearProbeAsTheReference(String name) throws IOException {
    try (TensorFile golden = Golden.open("linear_probe.safetensors");
        Backend backend = TestBackends.open(name);
        Scope scope = backend.scope()) {
      Shape from = golden.shape("x");
      Shape to = golden.shape("labels");
      int classes = golden.shape("weight").axis(0);
      int channels = from.axis(1);
      Tensor x = rows(golden, scope, "x");
      Tensor weight = scope.tensor(Shape.of(classes, channels), golden.values("weight"));
      Tensor bias = scope.tensor(Shape.of(classes), golden.values("bias"));
      PackedWeight packed = backend.matrix().pack(weight, bias, scope);
      Tensor logits = scope.tensor(from.axis(0), from.axis(2), from.axis(3), classes);
      Tensor large = scope.tensor(to.axis(0), to.axis(1), to.axis(2), classes);
      Tensor loss = scope.tensor(1);
      backend.matrix().linear(x, packed, Epilogue.NONE, logits);
      backend.image().resize(logits, Interpolation.BILINEAR, large);
      Tensor pixels = large.reshape(-1, classes);
      backend.loss().crossEntropy(pixels, labels(golden), loss, pixels);
      assertClose("loss", golden.values("loss"), loss.toArray(), 0, 1e-5);

      backend.matrix().fill(0, logits);
      backend.image().resizeGradient(large, Interpolation.BILINEAR, logits);
      Tensor small = logits.reshape(-1, classes);
      Tensor biasGradient = scope.tensor(classes);
      Tensor weightGradient = scope.tensor(classes, channels);
      backend.matrix().fill(0, biasGradient);
      backend.matrix().columnSums(small, biasGradient);
      backend.matrix().product(small, true, x, false, Epilogue.NONE, weightGradient);
      check(golden, "grad_bias", biasGradient);
      check(golden, "grad_weight", weightGradient);
    }
  }

  private static void check(TensorFile golden, String name, Tensor actual) {
    assertClose(name, golden.values(name), actual.toArray(), ABSOLUTE, RELATIVE);
  }

  private static int[] labels(TensorFile golden) {
    long[] wide = golden.integers("labels");
    int[] labels = new int[wide.length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = Math.toIntExact(wide[i]);
    }
    return labels;
  }
}
