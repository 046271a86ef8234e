package ai.stego.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.stego.tensor.Backend;
import ai.stego.tensor.InputException;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Shape;
import ai.stego.tensor.ShapeException;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.io.HostTensor;
import ai.stego.tensor.io.NamedTensors;
import ai.stego.tensor.io.SafeTensors;
import ai.stego.tensor.io.SafeTensorsWriter;
import ai.stego.tensor.io.TensorFile;
import ai.stego.tensor.testing.TestBackends;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Parameters by name, saved and restored. */
class ParametersTest {
  private final Backend backend = TestBackends.open("scalar");
  private final Scope scope = backend.scope();
  private final Parameter a = Parameter.of("a", Shape.of(2), new float[] {1, -0.0f}, scope);
  private final Parameter b =
      Parameter.of("b", Shape.of(1, 3), new float[] {Float.MIN_VALUE, 0.1f, 1e30f}, scope);
  private final Parameters both = new Parameters(backend, List.of(a, b));

  @AfterEach
  void close() {
    scope.close();
    backend.close();
  }

  @Test
  void countsTheNumbersThatAreLearnt() {
    assertEquals(5, both.count());
  }

  @Test
  void gradientsBeginAtZeroAndAreSetBackToIt() {
    assertArrayEquals(new float[2], a.gradient().toArray());
    a.gradient().write(3, 4);
    both.zeroGradients();
    assertArrayEquals(new float[2], a.gradient().toArray());
  }

  @Test
  void keepTheirOrder() {
    Parameter c = Parameter.of("c", Shape.of(1), new float[1], scope);
    Parameters all = both.and(new Parameters(backend, List.of(c)));
    assertEquals(List.of(a, b, c), all.list());
    assertEquals(List.of("a", "b", "c"), List.copyOf(all.save("x").names()));
  }

  @Test
  void twoOfOneNameAreRefused() {
    Parameters again = new Parameters(backend, List.of(a));
    assertEquals(
        "parameters: two are named a",
        assertThrows(InputException.class, () -> both.and(again)).getMessage());
  }

  @Test
  void parametersOfTwoBackendsAreNotMixed() {
    try (Backend other = TestBackends.open("scalar")) {
      Parameters elsewhere = new Parameters(other, List.of());
      assertThrows(InputException.class, () -> both.and(elsewhere));
    }
  }

  @Test
  void comeBackFromAFileBitForBit(@TempDir Path folder) throws IOException {
    Path path = folder.resolve("saved.safetensors");
    SafeTensorsWriter.write(path, both.save("memory"), Map.of());
    float[][] before = {a.value().toArray(), b.value().toArray()};
    a.value().write(9, 9);
    b.value().write(9, 9, 9);
    try (TensorFile file = SafeTensors.open(path)) {
      both.restore(file);
    }
    assertArrayEquals(before[0], a.value().toArray());
    assertArrayEquals(before[1], b.value().toArray());
  }

  @Test
  void whatWasSavedDoesNotChangeWithLaterSteps() {
    NamedTensors saved = both.save("memory");
    a.value().write(9, 9);
    assertArrayEquals(new float[] {1, -0.0f}, saved.values("a"));
  }

  @Test
  void everythingThatDoesNotFitIsSaidAtOnceAndNothingIsChanged() {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    tensors.put("a", new HostTensor(Shape.of(2), new float[] {7, 7}));
    tensors.put("b", new HostTensor(Shape.of(3), new float[3]));
    tensors.put("c", new HostTensor(Shape.of(), new float[1]));
    Parameter d = Parameter.of("d", Shape.of(1), new float[1], scope);
    Parameters three = both.and(new Parameters(backend, List.of(d)));
    InputException e =
        assertThrows(InputException.class, () -> three.restore(NamedTensors.of("file", tensors)));
    assertEquals(
        """
        file: not the parameters of this model, 3 problems
          misshapen: b is (3,), expected (1, 3)
          missing: d
          unexpected: c ()\
        """,
        e.getMessage());
    assertArrayEquals(new float[] {1, -0.0f}, a.value().toArray());
  }

  @Test
  void aGradientOfAnotherShapeIsRefused() {
    Tensor value = scope.tensor(2, 3);
    assertThrows(ShapeException.class, () -> new Parameter("p", value, scope.tensor(3, 2)));
    assertThrows(ShapeException.class, () -> new Parameter("p", value, value));
  }
}
