package ai.stego.tensor.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.stego.tensor.InputException;
import ai.stego.tensor.Shape;
import ai.stego.tensor.ShapeException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NamedTensorsTest {
  private static NamedTensors three() {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    tensors.put("head.b", new HostTensor(Shape.of(2), new float[] {1, 2}));
    tensors.put("head.a", new HostTensor(Shape.of(1), new float[] {3}));
    tensors.put("other", new HostTensor(Shape.of(1), new float[] {4}));
    return NamedTensors.of("memory", tensors);
  }

  @Test
  void aPrefixIsStrippedAndTheOrderKept() {
    NamedTensors head = three().withPrefix("head.");
    assertEquals(List.of("b", "a"), List.copyOf(head.names()));
    assertArrayEquals(new float[] {1, 2}, head.values("b"));
    assertEquals(Shape.of(1), head.shape("a"));
    assertFalse(head.contains("other"));
    assertThrows(InputException.class, () -> head.values("other"));
  }

  @Test
  void renamedTensorsKeepTheirValues() {
    NamedTensors renamed = three().renamed(Map.of("new", "other"));
    assertArrayEquals(new float[] {4}, renamed.values("new"));
    InputException e =
        assertThrows(InputException.class, () -> three().renamed(Map.of("new", "none")));
    assertEquals("memory: no tensor named none", e.getMessage());
  }

  @Test
  void valuesAreCopies() {
    NamedTensors tensors = three();
    tensors.values("other")[0] = 9;
    assertArrayEquals(new float[] {4}, tensors.get("other").values());
  }

  @Test
  void aTensorWithAnotherNumberOfValuesIsRefused() {
    assertThrows(ShapeException.class, () -> new HostTensor(Shape.of(2), new float[3]));
  }
}
