package ai.stego.tensor.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.Rng;
import ai.stego.tensor.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NpyTest {
  @TempDir Path folder;

  private Path file(int version, String dictionary, byte[] data) throws IOException {
    byte[] header = dictionary.getBytes(StandardCharsets.US_ASCII);
    ByteBuffer bytes =
        ByteBuffer.allocate(12 + header.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
    bytes.put((byte) version).put((byte) 0);
    if (version == 1) {
      bytes.putShort((short) header.length);
    } else {
      bytes.putInt(header.length);
    }
    bytes.put(header).put(data);
    byte[] exact = Arrays.copyOf(bytes.array(), bytes.position());
    return Files.write(folder.resolve("hand.npy"), exact);
  }

  @Test
  void arraysOfAnyRankSurviveTheRoundTrip() throws IOException {
    for (Shape shape :
        new Shape[] {Shape.of(), Shape.of(1), Shape.of(7), Shape.of(27, 70), Shape.of(3, 0, 5)}) {
      float[] values = new float[(int) shape.size()];
      Rng rng = Rng.of(3);
      for (int i = 0; i < values.length; i++) {
        values[i] = rng.nextFloat();
      }
      Path path = folder.resolve("round.npy");
      Npy.write(path, new HostTensor(shape, values));
      HostTensor read = Npy.read(path);
      assertEquals(shape, read.shape());
      assertArrayEquals(values, read.values());
    }
  }

  @Test
  void theHeaderIsWhatNumpyWrites() throws IOException {
    Path path = folder.resolve("header.npy");
    Npy.write(path, new HostTensor(Shape.of(2, 3), new float[6]));
    byte[] bytes = Files.readAllBytes(path);
    assertEquals(128 + 24, bytes.length);
    String header = new String(bytes, 10, 118, StandardCharsets.US_ASCII);
    assertTrue(
        header.startsWith("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }"), header);
    assertTrue(header.endsWith(" \n"));
  }

  @Test
  void otherElementTypesAndVersionTwoAreRead() throws IOException {
    ByteBuffer data = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    String header = "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }          \n";
    data.putDouble(0, 1.5).putDouble(8, -2);
    assertArrayEquals(
        new float[] {1.5f, -2},
        Npy.read(file(2, header.formatted("<f8", "2,"), data.array())).values());
    data.putLong(0, 7).putLong(8, -9);
    assertArrayEquals(
        new float[] {7, -9},
        Npy.read(file(1, header.formatted("<i8", "1, 2"), data.array())).values());
    assertArrayEquals(
        new float[] {7, 0, -9, -1},
        Npy.read(file(1, header.formatted("<i4", "2, 2"), data.array())).values());
    assertEquals(247f, Npy.read(file(1, header.formatted("|u1", "16,"), data.array())).values()[8]);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '\0',
      value = {
        "{'descr': '|O', 'fortran_order': False, 'shape': (1,), }~pickled objects are never read",
        "{'descr': '>f4', 'fortran_order': False, 'shape': (1,), }~unsupported",
        "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }~unsupported",
        "{'descr': '<f4', 'fortran_order': True, 'shape': (1,), }~expected C order",
        "{'descr': '<f4', 'shape': (1,), }~expected C order",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }~does not fit 4 bytes",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (0,), }~does not fit 4 bytes",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999,), }~cannot be used",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2147483647,2147483647,9), }~cannot be",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1 1), }~cannot be used",
        "{'descr': '<f4', 'fortran_order': False}~no tuple",
        "{'descr': '<f4', 'descr': '<f4'}~cannot be read",
        "{'descr': '<f4', __import__('os')}~cannot be read",
        "{}~nothing: unsupported",
        "nothing at all~no dictionary",
      })
  void aBadHeaderIsRefusedWithWhatIsWrong(String header, String expected) throws IOException {
    Path path = file(1, header, new byte[4]);
    FormatException e = assertThrows(FormatException.class, () -> Npy.read(path));
    assertTrue(e.getMessage().contains(expected), e.getMessage());
    assertTrue(e.getMessage().startsWith(path + ": "), e.getMessage());
  }

  @Test
  void truncationsAndHugeHeadersAreRefused() throws IOException {
    Path whole = folder.resolve("whole.npy");
    Npy.write(whole, new HostTensor(Shape.of(7), new float[7]));
    byte[] bytes = Files.readAllBytes(whole);
    Path cut = folder.resolve("cut.npy");
    for (int length = 0; length < bytes.length; length++) {
      Files.write(cut, Arrays.copyOf(bytes, length));
      assertThrows(FormatException.class, () -> Npy.read(cut));
    }
    bytes[6] = 2;
    Files.write(cut, bytes);
    FormatException e = assertThrows(FormatException.class, () -> Npy.read(cut));
    assertTrue(e.getMessage().contains("the header claims"), e.getMessage());
  }
}
