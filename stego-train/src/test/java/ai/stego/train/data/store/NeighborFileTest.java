package ai.stego.train.data.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.Backend;
import ai.stego.tensor.InputException;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.testing.TestBackends;
import ai.stego.train.Progress;
import ai.stego.train.data.Neighbors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Neighbours are kept, and never used for what they are not of. */
class NeighborFileTest {
  @TempDir private Path folder;

  @Test
  void whatWasKeptIsNotComputedAgain() throws IOException {
    Counted features = new Counted("key", 5);
    Neighbors first = open(features, 3);
    int reads = features.reads;
    assertArrayEquals(first.indices(), open(features, 3).indices());
    assertEquals(reads, features.reads);
    assertTrue(Files.exists(folder.resolve("neighbors-3.bin")));
  }

  @Test
  void otherFeaturesAreComputed() throws IOException {
    open(new Counted("key", 5), 3);
    Counted other = new Counted("another key", 5);
    open(other, 3);
    assertTrue(other.reads > 0);
  }

  @Test
  void anotherCountHasAnotherFile() throws IOException {
    assertEquals(3, open(new Counted("key", 5), 3).count());
    assertEquals(2, open(new Counted("key", 5), 2).count());
    assertEquals(4, open(new Counted("key", 5), 9).count());
    assertTrue(Files.exists(folder.resolve("neighbors-4.bin")));
    assertFalse(Files.exists(folder.resolve("neighbors-9.bin")));
  }

  @Test
  void aDamagedFileIsReplaced() throws IOException {
    Path file = folder.resolve("neighbors-3.bin");
    Neighbors first = open(new Counted("key", 5), 3);
    byte[] sound = Files.readAllBytes(file);
    for (int at = 0; at < sound.length; at++) {
      byte[] damaged = sound.clone();
      damaged[at] ^= 1;
      assertReplaced(file, damaged, first, sound);
    }
    assertReplaced(file, new byte[0], first, sound);
    assertReplaced(file, Arrays.copyOf(sound, sound.length - 1), first, sound);
    assertReplaced(file, Arrays.copyOf(sound, sound.length + 4), first, sound);
  }

  private void assertReplaced(Path file, byte[] damaged, Neighbors expected, byte[] sound)
      throws IOException {
    Files.write(file, damaged);
    Counted features = new Counted("key", 5);
    assertArrayEquals(expected.indices(), open(features, 3).indices());
    assertTrue(features.reads > 0);
    assertArrayEquals(sound, Files.readAllBytes(file));
  }

  @Test
  void oneImageIsRefused() {
    assertThrows(InputException.class, () -> open(new Counted("key", 1), 3));
  }

  private Neighbors open(KeyedFeatures features, int count) throws IOException {
    try (Backend backend = TestBackends.open("scalar")) {
      return NeighborFile.open(folder, features, count, backend, Progress.NONE);
    }
  }

  /** Counts how often it is read. */
  private static final class Counted implements KeyedFeatures {
    private final String key;
    private final int images;
    private int reads;

    Counted(String key, int images) {
      this.key = key;
      this.images = images;
    }

    @Override
    public String key() {
      return key;
    }

    @Override
    public int images() {
      return images;
    }

    @Override
    public int rows() {
      return 1;
    }

    @Override
    public int columns() {
      return 1;
    }

    @Override
    public int width() {
      return 2;
    }

    @Override
    public void read(int[] wanted, Tensor out) {
      reads++;
      float[] values = new float[wanted.length * 2];
      for (int b = 0; b < wanted.length; b++) {
        values[2 * b] = 1;
        values[2 * b + 1] = wanted[b];
      }
      out.write(values);
    }

    @Override
    public void close() {}
  }
}
