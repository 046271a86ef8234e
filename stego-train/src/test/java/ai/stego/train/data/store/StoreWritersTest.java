package ai.stego.train.data.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.InputException;
import ai.stego.tensor.io.MappedFile;
import ai.stego.tensor.testing.OtherJvm;
import ai.stego.train.Progress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One writer at a time, and a disk that is large enough. */
class StoreWritersTest {
  @TempDir private Path folder;

  /** Makes the store once it is told to, slowly, and says how much it made. */
  public static final class Other {
    private Other() {}

    public static void main(String[] arguments) throws Exception {
      StoreKillTest.Numbers numbers = new StoreKillTest.Numbers(Integer.MAX_VALUE);
      Progress slow =
          new Progress() {
            @Override
            public void at(String stage, long done, long total) {
              if (stage.equals("numbers")) {
                pause();
              }
            }

            @Override
            public void says(String line) {
              System.out.println(line);
            }
          };
      StoreKillTest.open(Path.of(System.getProperty("store.folder")), numbers, slow).close();
      System.out.println("made " + numbers.count());
    }

    private static void pause() {
      try {
        Thread.sleep(100);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Test
  void twoProcessesMakeItOnce() throws Exception {
    ExecutorService two = Executors.newFixedThreadPool(2);
    try {
      List<Future<String>> outputs = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        outputs.add(two.submit(() -> OtherJvm.run(Other.class, "-Dstore.folder=" + folder)));
      }
      int made = 0;
      for (Future<String> output : outputs) {
        String[] lines = output.get().lines().toArray(String[]::new);
        String last = lines[lines.length - 1];
        assertTrue(last.startsWith("made "), output.get());
        made += Integer.parseInt(last.substring("made ".length()));
      }
      assertEquals(StoreKillTest.recipe("numbers").records(), made);
    } finally {
      two.shutdownNow();
    }
  }

  @Test
  void twoThreadsMakeItOnce() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(4);
    AtomicInteger made = new AtomicInteger();
    try {
      List<Future<?>> ends = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        ends.add(
            pool.submit(
                () -> {
                  StoreKillTest.Numbers numbers = new StoreKillTest.Numbers(Integer.MAX_VALUE);
                  StoreKillTest.open(folder, numbers, Progress.NONE).close();
                  made.addAndGet(numbers.count());
                  return null;
                }));
      }
      for (Future<?> end : ends) {
        end.get();
      }
    } finally {
      pool.shutdownNow();
    }
    assertEquals(StoreKillTest.recipe("numbers").records(), made.get());
  }

  @Test
  void tooSmallADiskIsSaidAtOnce() throws IOException {
    List<Recipe.Source> sources =
        Stream.generate(() -> new Recipe.Source("k", "")).limit(1 << 20).toList();
    SortedMap<String, String> settings = new TreeMap<>();
    Recipe huge = new Recipe("huge", settings, sources, 1 << 30);
    InputException refused =
        assertThrows(
            InputException.class,
            () ->
                RecordStore.open(
                    folder,
                    huge,
                    new StoreKillTest.Numbers(0),
                    StoreKillTest.ONE_THREAD,
                    Progress.NONE));
    assertTrue(refused.getMessage().startsWith(folder.resolve(huge.folderName()) + ": "));
    assertTrue(refused.getMessage().contains(": 1125899.9 GB are needed"), refused.getMessage());
    assertTrue(refused.getMessage().contains("--no-store"), refused.getMessage());
    assertTrue(refused.getMessage().contains("float16"), refused.getMessage());
  }

  @Test
  void aFolderThatIsAFileIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    IOException refused =
        assertThrows(
            IOException.class,
            () -> StoreKillTest.open(file, new StoreKillTest.Numbers(0), Progress.NONE));
    assertTrue(refused.getMessage().contains("cannot be made a folder"), refused.getMessage());
  }

  /** A hole in the file takes no disk, so that a large store can be tested. */
  @Test
  void recordsBeyondTwoGigabytesAreRead() throws IOException {
    Path file = folder.resolve("large");
    long recordBytes = 3 * 224 * 224;
    long index = 40_000;
    byte[] record = new byte[(int) recordBytes];
    record[5] = 7;
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      channel.position(index * recordBytes);
      Journal.writeFully(channel, ByteBuffer.wrap(record));
    }
    try (MappedFile mapped = MappedFile.open(file)) {
      assertTrue(index * recordBytes > 1L << 32);
      byte[] read = new byte[record.length];
      mapped.read(index * recordBytes, read, read.length);
      assertEquals(7, read[5]);
    }
  }
}
