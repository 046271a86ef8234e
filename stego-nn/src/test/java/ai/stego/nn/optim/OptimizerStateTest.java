package ai.stego.nn.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.nn.Parameter;
import ai.stego.nn.Parameters;
import ai.stego.tensor.Backend;
import ai.stego.tensor.InputException;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Shape;
import ai.stego.tensor.io.HostTensor;
import ai.stego.tensor.io.NamedTensors;
import ai.stego.tensor.io.SafeTensors;
import ai.stego.tensor.io.SafeTensorsWriter;
import ai.stego.tensor.io.TensorFile;
import ai.stego.tensor.testing.TestBackends;
import ai.stego.tensor.testing.Values;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Training that is saved and restored goes on as if nothing had happened. */
class OptimizerStateTest {
  /** Makes an optimizer. */
  private interface Maker {
    Optimizer make(Parameters parameters, Scope owner);
  }

  private static final Map<String, Maker> MAKERS =
      Map.of(
          "adam", (p, owner) -> new Adam(p, Adam.Settings.DEFAULT, owner),
          "sgd", (p, owner) -> new Sgd(p, Sgd.Settings.of(0.1), owner),
          "momentum", (p, owner) -> new Sgd(p, new Sgd.Settings(0.1, 0.9, 0.01, true), owner));

  static Stream<Arguments> optimizers() {
    return TestBackends.names().stream()
        .flatMap(name -> MAKERS.keySet().stream().map(kind -> Arguments.of(name, kind)));
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void resumedStepsAreTheSameBits(String name, String kind, @TempDir Path folder)
      throws IOException {
    try (Backend backend = TestBackends.open(name);
        Scope scope = backend.scope()) {
      Parameters straight = parameters(backend, scope);
      Optimizer through = MAKERS.get(kind).make(straight, scope);
      step(through, 1, 8);
      Parameters first = parameters(backend, scope);
      Optimizer before = MAKERS.get(kind).make(first, scope);
      step(before, 1, 3);
      Path parameterFile = folder.resolve("parameters.safetensors");
      Path optimizerFile = folder.resolve("optimizer.safetensors");
      SafeTensorsWriter.write(parameterFile, first.save("memory"), Map.of());
      SafeTensorsWriter.write(optimizerFile, before.save("memory"), Map.of());
      step(before, 4, 5);
      Parameters second = parameters(backend, scope);
      Optimizer after = MAKERS.get(kind).make(second, scope);
      try (TensorFile savedParameters = SafeTensors.open(parameterFile);
          TensorFile savedOptimizer = SafeTensors.open(optimizerFile)) {
        second.restore(savedParameters);
        after.restore(savedOptimizer);
      }
      assertEquals(3, after.steps());
      step(after, 4, 8);
      assertEquals(8, after.steps());
      assertSame(straight.save("memory"), second.save("memory"));
      assertSame(through.save("memory"), after.save("memory"));
    }
  }

  private static Parameters parameters(Backend backend, Scope scope) {
    Values values = new Values("state");
    return new Parameters(
        backend,
        List.of(
            Parameter.of("a", Shape.of(7, 5), values.array(35), scope),
            Parameter.of("b", Shape.of(27), values.array(27), scope)));
  }

  /** Steps whose gradients depend on their number alone. */
  private static void step(Optimizer optimizer, int first, int last) {
    for (int step = first; step <= last; step++) {
      Values values = new Values("gradient " + step);
      for (Parameter parameter : optimizer.parameters().list()) {
        parameter.gradient().write(values.array((int) parameter.value().size()));
      }
      optimizer.step();
    }
  }

  private static void assertSame(NamedTensors expected, NamedTensors actual) {
    assertEquals(expected.names(), actual.names());
    for (String name : expected.names()) {
      assertArrayEquals(expected.values(name), actual.values(name), name);
    }
  }

  @Test
  void theMemoryOfAnotherModelIsRefusedAndNothingIsChanged() {
    try (Backend backend = TestBackends.open("scalar");
        Scope scope = backend.scope()) {
      Optimizer adam = MAKERS.get("adam").make(parameters(backend, scope), scope);
      step(adam, 1, 2);
      NamedTensors before = adam.save("memory");
      Map<String, HostTensor> tensors = new LinkedHashMap<>();
      before.names().forEach(name -> tensors.put(name, before.get(name)));
      tensors.remove("b.mean");
      tensors.put("a.square", new HostTensor(Shape.of(1), new float[1]));
      NamedTensors other = NamedTensors.of("file", tensors);
      assertEquals(
          """
          file: not the memory of this optimizer, 2 problems
            misshapen: a.square is (1,), expected (7, 5)
            missing: b.mean\
          """,
          assertThrows(InputException.class, () -> adam.restore(other)).getMessage());
      assertSame(before, adam.save("memory"));
    }
  }

  @Test
  void aStepCountThatIsNoneIsRefused() {
    try (Backend backend = TestBackends.open("scalar");
        Scope scope = backend.scope()) {
      Optimizer sgd = MAKERS.get("sgd").make(parameters(backend, scope), scope);
      step(sgd, 1, 2);
      for (float wrong : new float[] {-1, 0.5f, Float.NaN, Float.POSITIVE_INFINITY}) {
        HostTensor count = new HostTensor(Shape.of(2), new float[] {0, wrong});
        NamedTensors saved = NamedTensors.of("file", Map.of("step", count));
        String message = assertThrows(InputException.class, () -> sgd.restore(saved)).getMessage();
        assertTrue(message.startsWith("file: step holds " + wrong), message);
        assertEquals(2, sgd.steps());
      }
    }
  }

  @Test
  void largeStepCountsAreSavedExactly() {
    for (long steps : new long[] {0, 1, 7000, (1 << 24) - 1, 1 << 24, (1 << 24) + 1, 1L << 40}) {
      HostTensor saved = StepCount.encode(steps);
      assertEquals(steps, StepCount.decode("memory", saved.values()));
    }
  }
}
