package ai.stego.vit.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.InputException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class WeightCacheTest {
  private static final WeightCatalog.Entry ENTRY = WeightCatalog.get("dino-vits16");
  private static final DownloadSettings ONCE =
      new DownloadSettings(1, Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ZERO);
  private static final byte[] CONTENTS =
      "PK\003\004 and then the weights".getBytes(StandardCharsets.US_ASCII);

  @TempDir Path folder;

  private WeightCache cache() {
    return new WeightCache(folder, URI.create("http://127.0.0.1:1/"), ONCE);
  }

  @Test
  void saysWhatToPutWhereWhenAFileIsMissing() {
    InputException e = assertThrows(InputException.class, () -> cache().require(ENTRY));
    assertEquals(
        "dino-vits16 is not there: run 'stego weights pull dino-vits16', or download"
            + " http://127.0.0.1:1/dino_deitsmall16_pretrain/dino_deitsmall16_pretrain.pth"
            + " and put it at "
            + folder.resolve("dino_deitsmall16_pretrain.pth"),
        e.getMessage());
  }

  @Test
  void acceptsAFilePlacedByHandAndKeepsItsHash() throws IOException {
    Path file = cache().location(ENTRY);
    Files.write(file, CONTENTS);
    assertEquals(file, cache().require(ENTRY));
    assertEquals(Sha256.of(file), cache().recordedHash(ENTRY).orElseThrow());
    assertEquals(
        Sha256.of(file) + "  dino_deitsmall16_pretrain.pth\n",
        Files.readString(Sha256.sideFile(file)));
  }

  @Test
  void refusesAFileThatHasChanged() throws IOException {
    Path file = cache().location(ENTRY);
    Files.write(file, CONTENTS);
    cache().require(ENTRY);
    byte[] flipped = CONTENTS.clone();
    flipped[10] ^= 1;
    Files.write(file, flipped);
    for (int i = 0; i < 2; i++) {
      IOException e = assertThrows(IOException.class, () -> cache().require(ENTRY));
      assertTrue(e.getMessage().startsWith(file + ": has changed"), e.getMessage());
    }
    IOException e =
        assertThrows(IOException.class, () -> cache().pull(ENTRY, DownloadListener.SILENT));
    assertTrue(e.getMessage().startsWith(file + ": has changed"), e.getMessage());
    assertArrayEquals(flipped, Files.readAllBytes(file), "a file is never replaced unasked");
  }

  @Test
  void refusesAFilePlacedByHandThatHoldsNoWeights() throws IOException {
    Files.writeString(cache().location(ENTRY), "<html>not found</html>");
    IOException e = assertThrows(IOException.class, () -> cache().require(ENTRY));
    assertTrue(e.getMessage().contains("is no weight file"), e.getMessage());
    assertTrue(cache().recordedHash(ENTRY).isEmpty());
  }

  @Test
  void refusesAnEmptyFilePlacedByHand() throws IOException {
    Files.write(cache().location(ENTRY), new byte[0]);
    IOException e = assertThrows(IOException.class, () -> cache().require(ENTRY));
    assertTrue(e.getMessage().contains("only 0 bytes"), e.getMessage());
  }

  @Test
  void saysWhichSideFileIsDamaged() throws IOException {
    Path file = cache().location(ENTRY);
    Files.write(file, CONTENTS);
    Files.writeString(Sha256.sideFile(file), "oops");
    IOException e = assertThrows(IOException.class, () -> cache().require(ENTRY));
    assertTrue(e.getMessage().startsWith(Sha256.sideFile(file) + ": not a"), e.getMessage());
  }

  @Test
  void aHashLeftFromAnEarlierFileDoesNotCondemnANewDownload() throws IOException {
    try (ScriptedServer server = new ScriptedServer(ScriptedServer.whole(CONTENTS))) {
      WeightCache cache = new WeightCache(folder, server.address(), ONCE);
      Sha256.record(cache.location(ENTRY), "0".repeat(64));
      Path file = cache.pull(ENTRY, DownloadListener.SILENT);
      assertEquals(Sha256.of(file), cache.recordedHash(ENTRY).orElseThrow());
    }
  }

  @Test
  void twoPullsAtOnceFetchTheFileOnce() throws Exception {
    byte[] contents = new byte[200_000];
    contents[0] = 'P';
    contents[1] = 'K';
    ScriptedServer.Answer slow =
        (request, out) -> {
          ScriptedServer.head(out, "200 OK", "Content-Length: " + contents.length);
          out.write(contents, 0, 100_000);
          out.flush();
          try {
            Thread.sleep(400);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          out.write(contents, 100_000, 100_000);
        };
    ExecutorService threads = Executors.newFixedThreadPool(4);
    AtomicInteger waited = new AtomicInteger();
    DownloadListener listener =
        new DownloadListener() {
          @Override
          public void waits(Path file) {
            waited.incrementAndGet();
          }
        };
    try (ScriptedServer server = new ScriptedServer(slow)) {
      WeightCache cache = new WeightCache(folder, server.address(), ONCE);
      List<Future<Path>> pulls = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        pulls.add(threads.submit(() -> cache.pull(ENTRY, listener)));
      }
      for (Future<Path> pull : pulls) {
        assertArrayEquals(contents, Files.readAllBytes(pull.get()));
      }
      assertEquals(1, server.requests().size());
      assertEquals(3, waited.get());
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void saysThatTheFolderCannotBeMade() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "in the way");
    WeightCache cache =
        new WeightCache(file.resolve("weights"), URI.create("http://127.0.0.1:1/"), ONCE);
    IOException e =
        assertThrows(IOException.class, () -> cache.pull(ENTRY, DownloadListener.SILENT));
    assertTrue(e.getMessage().contains("STEGO_CACHE"), e.getMessage());
  }

  @Test
  void refusesAMirrorThatIsNoWebAddress() {
    for (String mirror : List.of("ftp://example.org/", "/srv/weights", "mailto:a@b")) {
      assertThrows(
          InputException.class, () -> new WeightCache(folder, URI.create(mirror), ONCE), mirror);
    }
  }

  @Test
  void reportsAnUnfinishedDownload() throws IOException {
    byte[] contents = new byte[1000];
    try (ScriptedServer server = new ScriptedServer(ScriptedServer.cut(contents, 300))) {
      WeightCache cache = new WeightCache(folder, server.address(), ONCE);
      assertThrows(DownloadException.class, () -> cache.pull(ENTRY, DownloadListener.SILENT));
      assertEquals(300, cache.partialBytes(ENTRY));
      assertFalse(cache.holds(ENTRY));
    }
  }

  @Test
  void aFileWhoseHashCannotBeKeptIsStillOfUse() throws IOException {
    // The side file's name is four characters longer than a file system allows.
    WeightCatalog.Entry entry =
        new WeightCatalog.Entry("long", "x/" + "n".repeat(252), "ViT", 1, "a long name");
    Path file = Files.write(folder.resolve(entry.fileName()), CONTENTS);
    assertEquals(file, cache().require(entry));
    assertTrue(cache().recordedHash(entry).isEmpty());
  }

  @Test
  void refusesAMirrorWhosePortCannotBe() {
    for (String mirror : List.of("http://127.0.0.1:70000/", "https://example.org:0/")) {
      InputException e =
          assertThrows(
              InputException.class, () -> new WeightCache(folder, URI.create(mirror), ONCE));
      assertTrue(e.getMessage().contains("the port must be 1 to 65535"), e.getMessage());
    }
  }
}
