package ai.stego.vit.weights;

import static ai.stego.vit.weights.ScriptedServer.cut;
import static ai.stego.vit.weights.ScriptedServer.head;
import static ai.stego.vit.weights.ScriptedServer.range;
import static ai.stego.vit.weights.ScriptedServer.status;
import static ai.stego.vit.weights.ScriptedServer.whole;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class WeightDownloadTest {
  private static final WeightCatalog.Entry ENTRY = WeightCatalog.get("dino-vits8-300ep");
  private static final DownloadSettings QUICK =
      new DownloadSettings(3, Duration.ofSeconds(5), Duration.ofMillis(700), Duration.ofMillis(10));
  private static final byte[] CONTENTS = weights(1, 300_001);

  @TempDir Path folder;

  private static byte[] weights(int seed, int bytes) {
    byte[] contents = new byte[bytes];
    new Random(seed).nextBytes(contents);
    contents[0] = 'P';
    contents[1] = 'K';
    return contents;
  }

  private WeightCache cache(ScriptedServer server) {
    return new WeightCache(folder, server.address(), QUICK);
  }

  private Path part() {
    return folder.resolve(ENTRY.fileName() + ".part");
  }

  private void assertPulled(WeightCache cache, byte[] expected) throws IOException {
    Path file = cache.pull(ENTRY, DownloadListener.SILENT);
    assertArrayEquals(expected, Files.readAllBytes(file));
    assertEquals(Sha256.of(file), cache.recordedHash(ENTRY).orElseThrow());
    assertFalse(Files.exists(part()), "no part is left");
    assertFalse(Files.exists(folder.resolve(ENTRY.fileName() + ".part.origin")));
  }

  private DownloadException assertFails(WeightCache cache) {
    DownloadException e =
        assertThrows(DownloadException.class, () -> cache.pull(ENTRY, DownloadListener.SILENT));
    assertEquals(1, e.getMessage().lines().count());
    assertTrue(e.getMessage().contains("put it at " + cache.location(ENTRY)), e.getMessage());
    assertTrue(e.getMessage().contains(cache.address(ENTRY).toString()), e.getMessage());
    assertFalse(Files.exists(cache.location(ENTRY)), "nothing is put in place");
    return e;
  }

  @Test
  void fetchesAFileAndKeepsItsHash() throws IOException {
    try (ScriptedServer server = new ScriptedServer(whole(CONTENTS))) {
      assertPulled(cache(server), CONTENTS);
      assertEquals(
          "/dino/dino_deitsmall8_300ep_pretrain/dino_deitsmall8_300ep_pretrain.pth",
          server.requests().get(0).path());
      assertEquals("", server.requests().get(0).header("range"));
    }
  }

  @Test
  void doesNotAskAgainForAFileThatIsThere() throws IOException {
    try (ScriptedServer server = new ScriptedServer(whole(CONTENTS))) {
      assertPulled(cache(server), CONTENTS);
      assertPulled(cache(server), CONTENTS);
      assertEquals(1, server.requests().size());
    }
  }

  @Test
  void goesOnWhereTheConnectionWasCut() throws IOException {
    String tag = "ETag: \"v1\"";
    try (ScriptedServer server =
        new ScriptedServer(cut(CONTENTS, 100_000, tag), range(CONTENTS, tag))) {
      assertPulled(cache(server), CONTENTS);
      assertEquals("bytes=100000-", server.requests().get(1).header("range"));
      assertEquals("\"v1\"", server.requests().get(1).header("if-range"));
    }
  }

  @Test
  void goesOnAfterAnEarlierCallHasFailed() throws IOException {
    try (ScriptedServer broken = new ScriptedServer(cut(CONTENTS, 70_000))) {
      assertFails(cache(broken));
      assertEquals(70_000, cache(broken).partialBytes(ENTRY));
      assertEquals(3, broken.requests().size(), "attempts are bounded");
    }
    // Another port is another address, so the part may not be gone on with.
    try (ScriptedServer server = new ScriptedServer(whole(CONTENTS))) {
      assertPulled(cache(server), CONTENTS);
      assertEquals("", server.requests().get(0).header("range"));
    }
  }

  @Test
  void asksForTheRestInALaterCall() throws IOException {
    try (ScriptedServer server =
        new ScriptedServer(
            cut(CONTENTS, 50_000), status("503 Busy"), status("503 Busy"), range(CONTENTS))) {
      assertFails(cache(server));
      assertPulled(cache(server), CONTENTS);
      assertEquals("bytes=50000-", server.requests().get(3).header("range"));
    }
  }

  @Test
  void startsAnewWhenTheServerIgnoresTheRange() throws IOException {
    try (ScriptedServer server = new ScriptedServer(cut(CONTENTS, 100_000), whole(CONTENTS))) {
      assertPulled(cache(server), CONTENTS);
      assertEquals("bytes=100000-", server.requests().get(1).header("range"));
    }
  }

  @Test
  void startsAnewWhenTheFileOnTheServerHasChanged() throws IOException {
    byte[] changed = weights(2, 200_000);
    try (ScriptedServer server =
        new ScriptedServer(
            cut(CONTENTS, 100_000, "ETag: \"v1\""), whole(changed, "ETag: \"v2\""))) {
      assertPulled(cache(server), changed);
    }
  }

  @Test
  void doesNotMixTwoFilesWhenTheTotalOfTheRangeDiffers() throws IOException {
    byte[] changed = weights(2, 200_000);
    try (ScriptedServer server =
        new ScriptedServer(cut(CONTENTS, 100_000), range(changed), whole(changed))) {
      assertPulled(cache(server), changed);
      assertEquals("", server.requests().get(2).header("range"));
    }
  }

  @Test
  void doesNotTakeARangeThatBeginsElsewhere() throws IOException {
    ScriptedServer.Answer wrong =
        (request, out) -> {
          String range = "Content-Range: bytes 5-300000/300001";
          head(out, "206 Partial Content", "Content-Length: 299996", range);
          out.write(CONTENTS, 5, 299_996);
        };
    try (ScriptedServer server =
        new ScriptedServer(cut(CONTENTS, 100_000), wrong, whole(CONTENTS))) {
      assertPulled(cache(server), CONTENTS);
    }
  }

  @Test
  void doesNotSendAWeakEntityTagAsCondition() throws IOException {
    String date = "Wed, 21 Oct 2015 07:28:00 GMT";
    try (ScriptedServer server =
        new ScriptedServer(
            cut(CONTENTS, 100_000, "ETag: W/\"v1\"", "Last-Modified: " + date), range(CONTENTS))) {
      assertPulled(cache(server), CONTENTS);
      assertEquals(date, server.requests().get(1).header("if-range"));
    }
  }

  @Test
  void startsAnewWhenTheRestIsSaidToBeOutOfRange() throws IOException {
    try (ScriptedServer server =
        new ScriptedServer(
            cut(CONTENTS, 100_000), status("416 Range Not Satisfiable"), whole(CONTENTS))) {
      assertPulled(cache(server), CONTENTS);
    }
  }

  @Test
  void goesOnWhenARangeIsShorterThanItClaims() throws IOException {
    ScriptedServer.Answer some =
        (request, out) -> {
          String range = "Content-Range: bytes 100000-149999/300001";
          head(out, "206 Partial Content", "Content-Length: 50000", range);
          out.write(CONTENTS, 100_000, 50_000);
        };
    try (ScriptedServer server =
        new ScriptedServer(cut(CONTENTS, 100_000), some, range(CONTENTS))) {
      assertPulled(cache(server), CONTENTS);
      assertEquals("bytes=150000-", server.requests().get(2).header("range"));
    }
  }

  @Test
  void doesNotRetryWhatIsNotThere() {
    try (ScriptedServer server = new ScriptedServer(status("404 Not Found"))) {
      DownloadException e = assertFails(cache(server));
      assertTrue(e.getMessage().contains("404"), e.getMessage());
      assertEquals(1, server.requests().size());
    }
  }

  @Test
  void retriesABusyServer() throws IOException {
    try (ScriptedServer server = new ScriptedServer(status("503 Busy"), whole(CONTENTS))) {
      List<String> heard = new ArrayList<>();
      DownloadListener listener =
          new DownloadListener() {
            @Override
            public void retries(int attempt, int attempts, String reason) {
              heard.add(attempt + "/" + attempts + " " + reason);
            }
          };
      cache(server).pull(ENTRY, listener);
      assertEquals(List.of("2/3 the server answered 503 (busy)"), heard);
    }
  }

  @Test
  void givesUpOnAServerThatSaysNothing() {
    ScriptedServer.Answer silence = (request, out) -> pause();
    try (ScriptedServer server = new ScriptedServer(silence)) {
      DownloadException e = assertFails(cache(server));
      assertTrue(e.getMessage().contains("nothing came for 0.7 s"), e.getMessage());
    }
  }

  @Test
  void goesOnAfterAServerHasStalled() throws IOException {
    ScriptedServer.Answer stall =
        (request, out) -> {
          head(out, "200 OK", "Content-Length: " + CONTENTS.length);
          out.write(CONTENTS, 0, 100_000);
          out.flush();
          pause();
        };
    try (ScriptedServer server = new ScriptedServer(stall, range(CONTENTS))) {
      assertPulled(cache(server), CONTENTS);
      assertEquals("bytes=100000-", server.requests().get(1).header("range"));
    }
  }

  @Test
  void isPatientWithASlowServerThatKeepsSending() throws IOException {
    byte[] contents = weights(3, 20);
    ScriptedServer.Answer drip =
        (request, out) -> {
          head(out, "200 OK", "Content-Length: " + contents.length);
          for (byte b : contents) {
            out.write(b);
            out.flush();
            sleep(60);
          }
        };
    try (ScriptedServer server = new ScriptedServer(drip)) {
      assertPulled(cache(server), contents);
      assertEquals(1, server.requests().size());
    }
  }

  @Test
  void followsARedirectAndAsksThereForTheRest() throws IOException {
    String here = "Location: /elsewhere/file.pth";
    try (ScriptedServer server =
        new ScriptedServer(
            status("302 Found", here),
            cut(CONTENTS, 100_000),
            status("302 Found", here),
            range(CONTENTS))) {
      assertPulled(cache(server), CONTENTS);
      assertEquals("/elsewhere/file.pth", server.requests().get(1).path());
      assertEquals("bytes=100000-", server.requests().get(3).header("range"));
    }
  }

  @Test
  void givesUpOnARedirectThatGoesInCircles() {
    try (ScriptedServer server = new ScriptedServer(status("302 Found", "Location: /around"))) {
      DownloadException e = assertFails(cache(server));
      assertTrue(e.getMessage().contains("302"), e.getMessage());
    }
  }

  @Test
  void takesAChunkedAnswer() throws IOException {
    ScriptedServer.Answer chunked =
        (request, out) -> {
          head(out, "200 OK", "", "Transfer-Encoding: chunked");
          out.write("493E1\r\n".getBytes(StandardCharsets.US_ASCII));
          out.write(CONTENTS);
          out.write("\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        };
    try (ScriptedServer server = new ScriptedServer(chunked)) {
      assertPulled(cache(server), CONTENTS);
    }
  }

  @Test
  void refusesAnAnswerWhoseEndNobodyCanTell() {
    ScriptedServer.Answer endless =
        (request, out) -> {
          head(out, "200 OK", "");
          out.write(CONTENTS);
        };
    try (ScriptedServer server = new ScriptedServer(endless)) {
      DownloadException e = assertFails(cache(server));
      assertTrue(e.getMessage().contains("does not say how long"), e.getMessage());
    }
  }

  @Test
  void refusesAWebPageInPlaceOfTheFile() {
    byte[] page = "<!DOCTYPE html><p>Sign in to this network".getBytes(StandardCharsets.US_ASCII);
    try (ScriptedServer server = new ScriptedServer(whole(page))) {
      DownloadException e = assertFails(cache(server));
      assertTrue(e.getMessage().contains("<!DOCTYPE"), e.getMessage());
      assertFalse(Files.exists(part()));
    }
  }

  @Test
  void saysAtOnceThatAServerCannotBeReached() throws IOException {
    int port;
    try (ServerSocket closed = new ServerSocket(0)) {
      port = closed.getLocalPort();
    }
    WeightCache cache =
        new WeightCache(folder, URI.create("http://127.0.0.1:" + port), DownloadSettings.DEFAULT);
    DownloadException e = assertFails(cache);
    assertTrue(e.getMessage().contains("cannot connect to 127.0.0.1"), e.getMessage());
  }

  @Test
  void saysThatAHostDoesNotExist() {
    WeightCache cache = new WeightCache(folder, URI.create("http://no-such-host.invalid/"), QUICK);
    DownloadException e = assertFails(cache);
    assertTrue(e.getMessage().contains("no-such-host.invalid"), e.getMessage());
  }

  private static void pause() {
    sleep(3000);
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
