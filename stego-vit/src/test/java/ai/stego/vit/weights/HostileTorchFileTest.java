package ai.stego.vit.weights;

import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.InputException;
import ai.stego.tensor.Rng;
import ai.stego.tensor.io.FormatException;
import ai.stego.tensor.testing.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostileTorchFileTest {
  @TempDir Path folder;

  private String refusal(PickleBytes pickle) throws IOException {
    return refusal(pickle.zip(folder.resolve("hostile.pth")));
  }

  private static String refusal(Path path) {
    String message =
        assertTimeoutPreemptively(
                ofSeconds(20),
                () -> assertThrows(FormatException.class, () -> TorchFile.open(path)))
            .getMessage();
    assertTrue(message.startsWith(path + ": "), message);
    assertFalse(message.contains("\n"), message);
    return message;
  }

  private static PickleBytes shellCommand() {
    return new PickleBytes().global("posix", "system").op('(').text("touch hacked").op('t', 'R');
  }

  @Test
  void aPickleThatTriesToRunCodeIsKeptAsDataAndRefusedAsWeights() throws IOException {
    assertTrue(refusal(shellCommand()).contains("holds no tensors, only opaque posix.system"));
    assertFalse(Files.exists(Path.of("hacked")));
  }

  @Test
  void codeBesideTensorsIsNeverRunAndNeverATensor() throws IOException {
    PickleBytes pickle = new PickleBytes().storage("0", 5).op('}').text("evil");
    pickle.global("os", "system").op('(').text("touch hacked").op('t', 'R', 's');
    pickle.text("good").tensor("0", 1, 0, new long[] {1}, new long[] {1}).op('s');
    try (TorchFile file = TorchFile.open(pickle.zip(folder.resolve("mixed.pth")))) {
      assertEquals(List.of("good"), List.copyOf(file.names()));
      assertArrayEquals(new float[] {5}, file.values("good"));
      assertThrows(InputException.class, () -> file.values("evil"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2|0|3|1|it leaves its storage",
        "2|1|2|1|it leaves its storage",
        "2|-1|1|1|it leaves its storage",
        "2|0|1|-1|negative or no number",
        "2|0|-1|1|negative or no number",
        "2|0|2|9223372036854775807|it leaves its storage",
        "2|2|2|9223372036854775807|overflow",
        "2|0|2147483647|0|repeats its storage too often",
        "2|0|2147483648|0|overflow",
        "3|0|2|1|claims 3 elements in 8 bytes",
        "9223372036854775807|0|2|1|claims 9223372036854775807 elements",
        "-1|0|2|1|a storage of unknown type",
      })
  void aTensorOutsideItsStorageIsRefused(
      long count, long offset, long size, long stride, String expected) throws IOException {
    PickleBytes pickle = new PickleBytes().storage("0", 1, 2);
    String message =
        refusal(pickle.tensor("0", count, offset, new long[] {size}, new long[] {stride}));
    assertTrue(message.contains(expected), message);
  }

  @Test
  void numbersOfElementsThatOverflowAreRefused() throws IOException {
    long[] huge = {1L << 30, 1L << 30, 1L << 30};
    String message =
        refusal(new PickleBytes().storage("0", 1).tensor("0", 1, 0, huge, new long[] {0, 0, 0}));
    assertTrue(message.contains("a tensor that cannot be"), message);
  }

  @Test
  void aStorageThatIsNotThereIsRefused() throws IOException {
    PickleBytes pickle = new PickleBytes().storage("0", 1);
    String message = refusal(pickle.tensor("9", 1, 0, new long[] {1}, new long[] {1}));
    assertTrue(message.contains("storage archive/data/9 is not in the archive"), message);
  }

  @Test
  void aMemoThatDoublesWithEveryLineIsRefusedInTime() throws IOException {
    PickleBytes pickle = new PickleBytes().op(']', 'q', 0);
    for (int i = 0; i < 60; i++) {
      pickle.op('h', i, 'h', i, 0x86, 'q', i + 1);
    }
    assertTrue(refusal(pickle).contains("nested too deep or without end"));
  }

  @Test
  void aListThatHoldsItselfIsRefusedInTime() throws IOException {
    PickleBytes pickle = new PickleBytes().op(']', 'q', 0, '(', 'h', 0, 'h', 0, 'h', 0, 'e');
    assertTrue(refusal(pickle).contains("nested too deep or without end"));
  }

  /** A storage whose class is a container, which the message must not try to print. */
  private String storageOfClass(PickleBytes container) throws IOException {
    return refusal(container.text("0").text("cpu").integer(1).op('t', 'Q'));
  }

  @Test
  void aStorageClassThatHoldsItselfIsNotPrinted() throws IOException {
    PickleBytes pickle = new PickleBytes().op('(').text("storage");
    pickle.op(']', 'q', 0, ']', 'q', 1, 'h', 0, 'a', '0', 'h', 1, 'a');
    assertTrue(storageOfClass(pickle).contains("a storage of unknown type: a list"));
  }

  @Test
  void aStorageClassThatDoublesWithEveryLevelIsNotPrinted() throws IOException {
    PickleBytes pickle = new PickleBytes().op('(').text("storage").op('N', 'q', 0);
    for (int i = 0; i < 60; i++) {
      pickle.op('0', 'h', i, 'h', i, 0x86, 'q', i + 1);
    }
    assertTrue(storageOfClass(pickle).contains("a storage of unknown type: a list"));
  }

  @Test
  void copyingOneListOverAndOverIsRefusedInTime() throws IOException {
    PickleBytes pickle = new PickleBytes().op(']', 'q', 0, '(');
    for (int i = 0; i < 100_000; i++) {
      pickle.op('N');
    }
    pickle.op('e');
    for (int i = 0; i < 1000; i++) {
      pickle.global("builtins", "list").op('h', 0, 0x85, 'R');
    }
    assertTrue(refusal(pickle).contains("asks for over 2000000 operations"));
  }

  @Test
  void nestingAMillionDeepIsRefusedInTime() throws IOException {
    PickleBytes pickle = new PickleBytes().op(']');
    for (int i = 0; i < 1_000_000; i++) {
      pickle.op(0x85);
    }
    assertTrue(refusal(pickle).contains("nested too deep"));
  }

  @Test
  void containersAsDictionaryKeysCannotRecurse() throws IOException {
    // A tuple that holds a list that holds the tuple: hashing it by contents would never end.
    PickleBytes pickle = new PickleBytes().op('}', ']', 'q', 0, 0x85, 'q', 1, 'h', 0, 'h', 1, 'a');
    assertTrue(refusal(pickle.op('0', 'N', 's')).contains("holds no tensors"));
    assertTrue(refusal(new PickleBytes().op('}', '}', 'N', 's')).contains("cannot be one"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"q", "0", "t", "e", "s", "R", "b", "Q", "h\1", "a", "u", "(t0", "(0", "i", "P0\n"})
  void operationsOutOfPlaceAreRefused(String operations) throws IOException {
    refusal(new PickleBytes().ascii(operations).op(0));
  }

  @Test
  void lengthsBeyondTheFileAreRefusedBeforeAnythingIsAllocated() throws IOException {
    for (int operation : new int[] {'X', 'T', 'B', 0x8b}) {
      refusal(new PickleBytes().op(operation).int32(0x7FFFFFF0));
      refusal(new PickleBytes().op(operation).int32(0xFFFFFFFFL));
    }
    for (int operation : new int[] {0x8d, 0x8e, 0x96}) {
      refusal(new PickleBytes().op(operation).int32(-1).int32(-1));
    }
    refusal(new PickleBytes().op('r').int32(0xFFFFFFFFL));
    refusal(new PickleBytes().op('j').int32(0xFFFFFFFFL));
  }

  @Test
  void aZipBombIsRefusedUnopened() throws IOException {
    Path path = folder.resolve("bomb.pth");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(path))) {
      zip.putNextEntry(new ZipEntry("archive/data.pkl"));
      zip.write(new byte[50_000_000]);
      zip.closeEntry();
    }
    assertTrue(Files.size(path) < 100_000);
    assertTrue(refusal(path).contains("is compressed"));
  }

  @Test
  void aZipThatIsNotTorchsIsRefused() throws IOException {
    Path path = folder.resolve("other.zip");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(path))) {
      PickleBytes.stored(zip, "readme.txt", new byte[3]);
    }
    assertTrue(refusal(path).contains("without data.pkl"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"nano.zip.pth", "nano.legacy.pth", "views.pth"})
  void everyTruncationIsRefused(String name) throws IOException {
    byte[] whole = Files.readAllBytes(Golden.path(name));
    Path path = folder.resolve("cut.pth");
    for (int part = 0; part < 50; part++) {
      Files.write(path, Arrays.copyOf(whole, (int) ((long) whole.length * part / 50)));
      refusal(path);
    }
    Files.write(path, Arrays.copyOf(whole, whole.length - 1));
    refusal(path);
  }

  @ParameterizedTest
  @CsvSource({"nano.zip.pth,1", "nano.legacy.pth,2", "views.pth,3", "views.pth,4"})
  void bitFlipsAreRefusedOrReadNeverWorse(String name, long seed) throws IOException {
    byte[] whole = Files.readAllBytes(Golden.path(name));
    Rng rng = Rng.of(seed);
    Path path = folder.resolve("flipped.pth");
    int refused = 0;
    for (int trial = 0; trial < 300; trial++) {
      byte[] flipped = whole.clone();
      // Half of the flips go where the structure is: the first and the last kilobytes.
      int range = trial % 2 == 0 ? whole.length : 4000;
      int at = rng.nextInt(Math.min(range, whole.length));
      int place = trial % 4 == 1 ? whole.length - 1 - at : at;
      flipped[place] ^= (byte) (1 << rng.nextInt(8));
      Files.write(path, flipped);
      refused += assertTimeoutPreemptively(ofSeconds(20), () -> readAll(path)) ? 0 : 1;
    }
    assertTrue(refused > 10, "refused " + refused + " of 300");
  }

  private static boolean readAll(Path path) throws IOException {
    try (TorchFile file = TorchFile.open(path)) {
      file.names().forEach(file::values);
      return true;
    } catch (FormatException | InputException e) {
      return false;
    }
  }
}
