package ai.stego.train.data.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.Parallel;
import ai.stego.tensor.testing.OtherJvm;
import ai.stego.tensor.testing.Skip;
import ai.stego.train.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store that was interrupted goes on where it was, and becomes the same bytes. */
class StoreKillTest {
  private static final int RECORDS = 10 * RecordStore.BLOCK + 7;
  private static final int RECORD_BYTES = 70;

  @TempDir private Path folder;

  /** The record number decides its bytes. */
  static class Numbers implements RecordStore.Maker {
    private final List<Integer> made = new ArrayList<>();
    private final int failAt;

    Numbers(int failAt) {
      this.failAt = failAt;
    }

    int count() {
      return made.size();
    }

    @Override
    public String name() {
      return "numbers";
    }

    @Override
    public byte[] records(int from, int to) throws IOException {
      if (from >= failAt) {
        throw new IOException("stopped at " + from);
      }
      byte[] bytes = new byte[(to - from) * RECORD_BYTES];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) ((from + i / RECORD_BYTES) * 31 + i % RECORD_BYTES * 7);
      }
      IntStream.range(from, to).forEach(made::add);
      return bytes;
    }
  }

  static Recipe recipe(String title) {
    SortedMap<String, String> settings = new TreeMap<>();
    settings.put("kind", "numbers");
    List<Recipe.Source> sources =
        IntStream.range(0, RECORDS).mapToObj(i -> new Recipe.Source("record" + i, "")).toList();
    return new Recipe(title, settings, sources, RECORD_BYTES);
  }

  /** Kills itself with a signal that cannot be caught when the progress reaches a number. */
  public static final class Victim {
    private Victim() {}

    public static void main(String[] arguments) throws IOException {
      int last = Integer.getInteger("kill.at");
      Progress progress =
          (stage, done, total) -> {
            if (done >= last) {
              kill();
            }
          };
      open(Path.of(System.getProperty("store.folder")), new Numbers(RECORDS), progress);
      System.out.println("not killed");
    }

    private static void kill() {
      try {
        String pid = Long.toString(ProcessHandle.current().pid());
        new ProcessBuilder("kill", "-9", pid).start().waitFor();
        Thread.sleep(10_000);
      } catch (IOException | InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Test
  void afterAKillAtMostOneBlockIsMadeAgain() throws Exception {
    Skip.unless(Files.exists(Path.of("/bin/kill")), "there is no kill command here");
    byte[] expected = undisturbed();
    int killAt = 5 * RecordStore.BLOCK;
    String output = OtherJvm.run(Victim.class, "-Dkill.at=" + killAt, "-Dstore.folder=" + folder);
    assertFalse(output.contains("not killed"), output);
    Path store = folder.resolve(recipe("numbers").folderName());
    assertFalse(Files.exists(store.resolve(Manifest.FILE)), "complete already");
    Numbers second = new Numbers(RECORDS);
    assertArrayEquals(expected, bytes(open(folder, second, Progress.NONE)));
    assertTrue(second.made.get(0) >= killAt - RecordStore.BLOCK, "from " + second.made.get(0));
    assertTrue(second.made.get(0) > 0, "nothing was kept");
  }

  @Test
  void anInterruptionAnywhereGoesOnFromThere() throws IOException {
    byte[] expected = undisturbed();
    for (int failAt = 0; failAt < RECORDS; failAt += RecordStore.BLOCK) {
      Path parent = folder.resolve("at" + failAt);
      fail(parent, failAt);
      Numbers second = new Numbers(RECORDS);
      assertArrayEquals(expected, bytes(open(parent, second, Progress.NONE)));
      assertEquals(failAt, second.made.get(0));
      assertEquals(RECORDS - failAt, second.made.size());
    }
  }

  /** A kill or a power cut may leave any beginning of each file behind. */
  @Test
  void whateverPartOfTheFilesIsLeftTheBytesBecomeTheSame() throws IOException {
    byte[] expected = undisturbed();
    Path parent = folder.resolve("parts");
    int failAt = 4 * RecordStore.BLOCK;
    fail(parent, failAt);
    Path store = parent.resolve(recipe("numbers").folderName());
    byte[] journal = Files.readAllBytes(store.resolve(Journal.FILE));
    byte[] data = Files.readAllBytes(store.resolve(RecordStore.FILE));
    for (int cut = 0; cut <= journal.length; cut += 27) {
      assertResumes(store, Arrays.copyOf(journal, cut), data, expected);
    }
    for (int cut = 0; cut <= data.length; cut += 501) {
      assertResumes(store, journal, Arrays.copyOf(data, cut), expected);
    }
    for (int at = 0; at < journal.length; at += 13) {
      byte[] flipped = journal.clone();
      flipped[at] ^= 4;
      assertResumes(store, flipped, data, expected);
    }
    for (int at = 0; at < data.length; at += 997) {
      byte[] flipped = data.clone();
      flipped[at] ^= 4;
      assertResumes(store, journal, flipped, expected);
    }
    byte[] longer = Arrays.copyOf(data, 2 * RECORDS * RECORD_BYTES);
    assertResumes(store, journal, longer, expected);
  }

  private void assertResumes(Path store, byte[] journal, byte[] data, byte[] expected)
      throws IOException {
    Files.deleteIfExists(store.resolve(Manifest.FILE));
    Files.write(store.resolve(Journal.FILE), journal);
    Files.write(store.resolve(RecordStore.FILE), data);
    Path parent = store.getParent();
    assertArrayEquals(expected, bytes(open(parent, new Numbers(RECORDS), Progress.NONE)));
  }

  @Test
  void anotherMakersPartIsNotGoneOnWith() throws IOException {
    fail(folder, 3 * RecordStore.BLOCK);
    Numbers second =
        new Numbers(RECORDS) {
          @Override
          public String name() {
            return "another";
          }
        };
    open(folder, second, Progress.NONE).close();
    assertEquals(RECORDS, second.made.size());
  }

  @Test
  void nothingIsLeftBesideAFinishedStore() throws IOException {
    RecordStore store = open(folder, new Numbers(RECORDS), Progress.NONE);
    try (Stream<Path> files = Files.list(store.folder())) {
      List<String> names = files.map(f -> f.getFileName().toString()).sorted().toList();
      assertEquals(List.of(RecordStore.FILE, StoreLock.FILE, Manifest.FILE), names);
    }
    store.close();
  }

  private static void fail(Path parent, int at) throws IOException {
    try {
      open(parent, new Numbers(at), Progress.NONE).close();
    } catch (IOException e) {
      assertEquals("stopped at " + at, e.getMessage());
      return;
    }
    throw new AssertionError("was not stopped");
  }

  private byte[] undisturbed() throws IOException {
    return bytes(open(folder.resolve("undisturbed"), new Numbers(RECORDS), Progress.NONE));
  }

  private static byte[] bytes(RecordStore store) throws IOException {
    try (store) {
      return Files.readAllBytes(store.folder().resolve(RecordStore.FILE));
    }
  }

  static RecordStore open(Path parent, RecordStore.Maker maker, Progress progress)
      throws IOException {
    return RecordStore.open(parent, recipe("numbers"), maker, ONE_THREAD, progress);
  }

  static final Parallel ONE_THREAD =
      new Parallel() {
        @Override
        public void ranges(int count, int grain, Range work) {
          for (int from = 0; from < count; from += grain) {
            work.run(from, Math.min(from + grain, count));
          }
        }

        @Override
        public int threads() {
          return 1;
        }
      };
}
