package ai.stego.tensor.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.InputException;
import ai.stego.tensor.Shape;
import ai.stego.tensor.testing.Golden;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafeTensorsWriterTest {
  @TempDir Path folder;

  private static NamedTensors tensors(float... values) {
    return NamedTensors.of(
        "memory", Map.of("x", new HostTensor(Shape.of(1, values.length), values)));
  }

  @Test
  void goldenWeightsSurviveTheRoundTrip() throws IOException {
    Path copy = folder.resolve("copy.safetensors");
    try (TensorFile original = Golden.open("vit_nano.weights.safetensors")) {
      SafeTensorsWriter.write(copy, original, original.metadata());
      try (SafeTensors read = SafeTensors.open(copy)) {
        assertEquals(List.copyOf(original.names()), List.copyOf(read.names()));
        assertEquals(original.metadata(), read.metadata());
        for (String name : original.names()) {
          assertEquals(original.shape(name), read.shape(name));
          assertArrayEquals(original.values(name), read.values(name));
        }
      }
    }
  }

  @Test
  void valuesStartAtAMultipleOfEightBytes() throws IOException {
    for (String key : List.of("", "a", "ab", "abc", "abcd", "abcde", "ä", "\"\n")) {
      Path path = folder.resolve("aligned.safetensors");
      SafeTensorsWriter.write(path, tensors(1, 2), Map.of(key, "value"));
      byte[] bytes = Files.readAllBytes(path);
      long header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
      assertEquals(0, header % 8);
      assertEquals(8 + header + 8, bytes.length);
      try (SafeTensors read = SafeTensors.open(path)) {
        assertEquals(Map.of(key, "value"), read.metadata());
      }
    }
  }

  @Test
  void halvesAreRoundedToNearestEven() throws IOException {
    Path path = folder.resolve("half.safetensors");
    float[] values = {1f, 1 + 0x1p-11f, 1 + 3 * 0x1p-11f, 65520f, -0x1p-25f, Float.NaN};
    SafeTensorsWriter.write(path, tensors(values), Map.of(), DataType.F16);
    try (SafeTensors read = SafeTensors.open(path)) {
      assertArrayEquals(
          new float[] {1f, 1f, 1 + 0x1p-9f, Float.POSITIVE_INFINITY, -0f, Float.NaN},
          read.values("x"));
      assertEquals(new TensorInfo("x", "F16", Shape.of(1, 6), 12), read.tensors().get(0));
    }
  }

  @Test
  void theSameContentsGiveTheSameBytes() throws IOException {
    Map<String, String> forward = new LinkedHashMap<>(Map.of("a", "1"));
    forward.put("b", "2");
    Map<String, String> backward = new LinkedHashMap<>(Map.of("b", "2"));
    backward.put("a", "1");
    SafeTensorsWriter.write(folder.resolve("one"), tensors(1), forward);
    SafeTensorsWriter.write(folder.resolve("two"), tensors(1), backward);
    assertEquals(-1, Files.mismatch(folder.resolve("one"), folder.resolve("two")));
  }

  @Test
  void otherTypesAndTheReservedNameAreRefused() {
    Path path = folder.resolve("refused.safetensors");
    assertThrows(
        InputException.class,
        () -> SafeTensorsWriter.write(path, tensors(1), Map.of(), DataType.I8));
    NamedTensors reserved =
        NamedTensors.of(
            "memory", Map.of("__metadata__", new HostTensor(Shape.of(1), new float[] {1})));
    assertThrows(InputException.class, () -> SafeTensorsWriter.write(path, reserved, Map.of()));
    assertTrue(Files.notExists(path));
  }

  @Test
  void aFileWithoutTensorsIsSound() throws IOException {
    Path path = folder.resolve("none.safetensors");
    SafeTensorsWriter.write(path, NamedTensors.of("memory", Map.of()), Map.of());
    try (SafeTensors read = SafeTensors.open(path)) {
      assertTrue(read.names().isEmpty());
    }
  }
}
