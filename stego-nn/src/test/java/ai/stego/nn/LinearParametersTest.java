package ai.stego.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.stego.tensor.Backend;
import ai.stego.tensor.Epilogue;
import ai.stego.tensor.Rng;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Shape;
import ai.stego.tensor.ShapeException;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.io.HostTensor;
import ai.stego.tensor.io.NamedTensors;
import ai.stego.tensor.testing.TestBackends;
import ai.stego.tensor.testing.Values;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A linear layer from its first values to the layer that is applied. */
class LinearParametersTest {
  private static final String BACKENDS = "ai.stego.tensor.testing.TestBackends#names";

  @ParameterizedTest
  @MethodSource(BACKENDS)
  void theLayerThatIsAppliedComputesWhatTheTapeComputes(String name) {
    try (Backend backend = TestBackends.open(name);
        Scope scope = backend.scope();
        Tape tape = new Tape(backend)) {
      LinearParameters learnt = LinearParameters.create("layer", 27, 7, Rng.of(1), scope);
      Tensor x = new Values("x").tensor(scope, 5, 27);
      Tensor y = scope.tensor(5, 7);
      learnt.toLinear(backend, scope).forward(x, Epilogue.NONE, y);
      assertArrayEquals(learnt.forward(tape.constant(x)).value().toArray(), y.toArray());
    }
  }

  @ParameterizedTest
  @MethodSource(BACKENDS)
  void theLayerThatIsAppliedDoesNotChangeAnyMore(String name) {
    try (Backend backend = TestBackends.open(name);
        Scope scope = backend.scope()) {
      LinearParameters learnt = LinearParameters.create("layer", 1, 1, Rng.of(1), scope);
      learnt.weight().value().write(2);
      learnt.bias().value().write(1);
      Linear applied = learnt.toLinear(backend, scope);
      learnt.weight().value().write(5);
      Tensor x = scope.tensor(1, 1).write(3);
      Tensor y = scope.tensor(1, 1);
      applied.forward(x, Epilogue.NONE, y);
      assertArrayEquals(new float[] {7}, y.toArray());
    }
  }

  @ParameterizedTest
  @MethodSource(BACKENDS)
  void aConvolutionOfOnePixelIsReadAsALinearLayer(String name) {
    NamedTensors tensors =
        NamedTensors.of(
            "memory",
            Map.of(
                "net.weight", new HostTensor(Shape.of(2, 3, 1, 1), new float[] {1, 2, 3, 4, 5, 6}),
                "net.bias", new HostTensor(Shape.of(2), new float[] {7, 8})));
    try (Backend backend = TestBackends.open(name);
        Scope scope = backend.scope()) {
      LinearParameters layer = LinearParameters.load(tensors, "net", scope);
      assertEquals(Shape.of(2, 3), layer.weight().shape());
      assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6}, layer.weight().value().toArray());
      assertArrayEquals(new float[] {7, 8}, layer.bias().value().toArray());
      assertEquals("net.weight", layer.list().get(0).name());
      assertEquals("net.bias", layer.list().get(1).name());
    }
  }

  @ParameterizedTest
  @MethodSource(BACKENDS)
  void firstValuesDependOnSeedAndNameAlone(String name) {
    try (Backend backend = TestBackends.open(name);
        Scope scope = backend.scope()) {
      Rng rng = Rng.of(4);
      float[] first = weight("a", rng, scope);
      float[] other = weight("b", rng, scope);
      assertArrayEquals(first, weight("a", rng, scope));
      assertFalse(Arrays.equals(first, other));
      assertFalse(Arrays.equals(first, weight("a", Rng.of(5), scope)));
    }
  }

  private static float[] weight(String name, Rng rng, Scope scope) {
    return LinearParameters.create(name, 3, 2, rng, scope).weight().value().toArray();
  }

  @ParameterizedTest
  @MethodSource(BACKENDS)
  void aBiasThatDoesNotFitIsRefused(String name) {
    try (Backend backend = TestBackends.open(name);
        Scope scope = backend.scope()) {
      Parameter weight = Parameter.of("w", Shape.of(2, 3), new float[6], scope);
      Parameter bias = Parameter.of("b", Shape.of(3), new float[3], scope);
      assertEquals(
          "b of a linear layer: expected (2,), got (3,)",
          assertThrows(ShapeException.class, () -> new LinearParameters(weight, bias))
              .getMessage());
      assertThrows(ShapeException.class, () -> new LinearParameters(bias, bias));
    }
  }
}
