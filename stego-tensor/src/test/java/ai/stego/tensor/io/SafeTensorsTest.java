package ai.stego.tensor.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.InputException;
import ai.stego.tensor.Rng;
import ai.stego.tensor.Shape;
import ai.stego.tensor.testing.Golden;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafeTensorsTest {
  @TempDir Path folder;

  /** Writes a file by hand, independently of the writer. */
  private Path file(String json, byte[] data) throws IOException {
    byte[] header = json.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(8 + header.length + data.length);
    bytes.order(ByteOrder.LITTLE_ENDIAN).putLong(header.length).put(header).put(data);
    return Files.write(Files.createTempFile(folder, "hand", ".safetensors"), bytes.array());
  }

  private SafeTensors one(String dtype, int count, byte[] data) throws IOException {
    String json =
        "{\"x\":{\"dtype\":\"%s\",\"shape\":[%d],\"data_offsets\":[0,%d]}}"
            .formatted(dtype, count, data.length);
    return SafeTensors.open(file(json, data));
  }

  private static ByteBuffer bytes(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Test
  void goldenWeightsHaveTheirShapesMetadataAndValues() throws IOException {
    try (TensorFile weights = Golden.open("vit_nano.weights.safetensors")) {
      assertEquals("3", weights.metadata().get("heads"));
      assertEquals(30, weights.names().size());
      assertEquals(Shape.of(1, 65, 48), weights.shape("pos_embed"));
      assertEquals(65 * 48, weights.values("pos_embed").length);
      assertTrue(weights.contains("blocks.1.mlp.fc2.bias"));
      assertEquals(30, weights.tensors().size());
    }
  }

  @Test
  void goldenNeighbourIndicesAreReadAsIntegers() throws IOException {
    try (TensorFile knn = Golden.open("knn.safetensors")) {
      long[] neighbors = knn.integers("neighbors");
      assertEquals(200 * 30, neighbors.length);
      assertEquals(0, neighbors[0]);
      assertThrows(InputException.class, () -> knn.integers("similarity"));
    }
  }

  @Test
  void everyElementTypeIsReadExactly() throws IOException {
    assertArrayEquals(
        new float[] {1.5f, Float.NEGATIVE_INFINITY},
        one("F64", 2, bytes(16).putDouble(1.5).putDouble(-1e300).array()).values("x"));
    assertArrayEquals(
        new float[] {0x1p-24f, -2f, Float.POSITIVE_INFINITY, Float.NaN},
        one("F16", 4, shorts(1, 0xC000, 0x7C00, 0x7C01)).values("x"));
    assertArrayEquals(
        new float[] {0x1p-133f, -2f, Float.POSITIVE_INFINITY, Float.NaN},
        one("BF16", 4, shorts(1, 0xC000, 0x7F80, 0x7F81)).values("x"));
    assertArrayEquals(
        new float[] {0x1p-9f, 1f, 448f, -448f, Float.NaN, 0x1p-6f},
        one("F8_E4M3", 6, octets(1, 0x38, 0x7E, 0xFE, 0x7F, 0x08)).values("x"));
    assertArrayEquals(
        new float[] {0x1p-16f, 1f, 57344f, Float.NEGATIVE_INFINITY, Float.NaN},
        one("F8_E5M2", 5, octets(1, 0x3C, 0x7B, 0xFC, 0x7D)).values("x"));
    assertArrayEquals(new float[] {-2, 255}, one("I16", 2, shorts(-2, 255)).values("x"));
    assertArrayEquals(new float[] {65534, 255}, one("U16", 2, shorts(-2, 255)).values("x"));
    assertArrayEquals(new float[] {-2, 127}, one("I8", 2, octets(-2, 127)).values("x"));
    assertArrayEquals(new float[] {254, 127}, one("U8", 2, octets(-2, 127)).values("x"));
    assertArrayEquals(new float[] {1, 0}, one("BOOL", 2, octets(1, 0)).values("x"));
    assertArrayEquals(
        new float[] {-1, 7}, one("I32", 2, bytes(8).putInt(-1).putInt(7).array()).values("x"));
    assertArrayEquals(
        new float[] {0x1p32f, 7}, one("U32", 2, bytes(8).putInt(-1).putInt(7).array()).values("x"));
    assertArrayEquals(new float[] {-1}, one("I64", 1, bytes(8).putLong(-1).array()).values("x"));
  }

  private static byte[] shorts(int... values) {
    byte[] bytes = new byte[2 * values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[2 * i] = (byte) values[i];
      bytes[2 * i + 1] = (byte) (values[i] >> 8);
    }
    return bytes;
  }

  private static byte[] octets(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  @Test
  void unsignedLongsAreRoundedOnceAndNeverReadAsNegative() throws IOException {
    // 2^63 + 2^39 + 1 lies just above a midpoint of floats: rounding twice would lose the 1.
    long aboveMidpoint = (1L << 63) + (1L << 39) + 1;
    SafeTensors file = one("U64", 2, bytes(16).putLong(5).putLong(aboveMidpoint).array());
    assertArrayEquals(new float[] {5f, 0x1p63f + 0x1p40f}, file.values("x"));
    assertThrows(InputException.class, () -> file.integers("x"));
    assertEquals(0x1p63 + 0x1p39, file.doubles("x")[1]);
  }

  @Test
  void integersAndDoublesKeepWhatFloatsCannot() throws IOException {
    long big = (1L << 53) + 1;
    assertEquals(big, one("I64", 1, bytes(8).putLong(big).array()).integers("x")[0]);
    assertEquals(0.1, one("F64", 1, bytes(8).putDouble(0.1).array()).doubles("x")[0]);
  }

  @Test
  void tensorsThatStraddleMappedChunksAreReadWhole() throws IOException {
    Path path = folder.resolve("chunks.safetensors");
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    Rng rng = Rng.of(1);
    for (int size : new int[] {1, 7, 27, 70, 197, 0, 785, 20_000}) {
      float[] values = new float[size];
      for (int i = 0; i < size; i++) {
        values[i] = rng.nextFloat();
      }
      tensors.put("t" + size, new HostTensor(Shape.of(size), values));
    }
    SafeTensorsWriter.write(path, NamedTensors.of("memory", tensors), Map.of());
    for (long chunk : new long[] {1, 3, 61, 1000, 65_537}) {
      if (Files.size(path) / chunk < 50_000) {
        try (SafeTensors file = SafeTensors.open(MappedFile.open(path, chunk))) {
          tensors.forEach((name, t) -> assertArrayEquals(t.values(), file.values(name), name));
        }
      }
    }
  }

  @Test
  void aFileOverTwoGibibytesIsReadAtItsEnd() throws IOException {
    long big = (1L << 31) + 12;
    String json =
        """
        {"big":{"dtype":"U8","shape":[2,%d],"data_offsets":[0,%d]},\
        "last":{"dtype":"F32","shape":[],"data_offsets":[%d,%d]}}\
        """
            .formatted(big / 2, big, big, big + 4);
    Path path = file(json, new byte[0]);
    try (RandomAccessFile sparse = new RandomAccessFile(path.toFile(), "rw")) {
      long end = sparse.length();
      sparse.setLength(end + big + 4);
      sparse.seek(end + big);
      sparse.write(bytes(4).putFloat(2.5f).array());
    }
    try (SafeTensors file = SafeTensors.open(path)) {
      assertArrayEquals(new float[] {2.5f}, file.values("last"));
      InputException tooLarge = assertThrows(InputException.class, () -> file.values("big"));
      assertTrue(tooLarge.getMessage().contains("more than an array can hold"));
    }
  }

  @Test
  void tensorsMayBeListedInAnyOrderAndAreNamedInFileOrder() throws IOException {
    String json =
        """
        {"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]},\
        "a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}\
        """;
    try (SafeTensors file = SafeTensors.open(file(json, octets(1, 2, 3)))) {
      assertEquals(List.of("a", "b"), List.copyOf(file.names()));
      assertArrayEquals(new float[] {2, 3}, file.values("b"));
    }
  }

  @Test
  void aClosedFileRefusesToRead() throws IOException {
    SafeTensors file = one("U8", 1, octets(1));
    file.close();
    file.close();
    assertThrows(IllegalStateException.class, () -> file.values("x"));
  }

  @Test
  void anUnknownNameIsSaidWithTheFile() throws IOException {
    SafeTensors file = one("U8", 1, octets(1));
    InputException e = assertThrows(InputException.class, () -> file.values("y"));
    assertEquals(file.path() + ": no tensor named y", e.getMessage());
    assertFalse(file.contains("y"));
  }
}
