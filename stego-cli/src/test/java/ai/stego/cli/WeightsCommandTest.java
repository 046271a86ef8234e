package ai.stego.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.vit.weights.CacheFolder;
import ai.stego.vit.weights.WeightCache;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightsCommandTest {
  private static final byte[] CONTENTS =
      "PK\003\004 the weights".getBytes(StandardCharsets.US_ASCII);
  private static final String FILE = "dino_deitsmall16_pretrain.pth";

  @TempDir Path folder;
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/mirror/dino_deitsmall16_pretrain/" + FILE,
        exchange -> {
          exchange.sendResponseHeaders(200, CONTENTS.length);
          exchange.getResponseBody().write(CONTENTS);
          exchange.close();
        });
    server.start();
    String address = "http://127.0.0.1:" + server.getAddress().getPort() + "/mirror";
    System.setProperty(CacheFolder.PROPERTY, folder.toString());
    System.setProperty(WeightCache.MIRROR_PROPERTY, address);
  }

  @AfterEach
  void stop() {
    server.stop(0);
    System.clearProperty(CacheFolder.PROPERTY);
    System.clearProperty(WeightCache.MIRROR_PROPERTY);
  }

  @Test
  void pullsAFileAndPrintsItsPath() throws IOException {
    Path file = folder.resolve("weights").resolve(FILE);
    Cli cli = Cli.run("weights", "pull", "dino-vits16");
    assertEquals(Main.FINE, cli.code(), cli.err());
    assertEquals(file + System.lineSeparator(), cli.out());
    assertArrayEquals(CONTENTS, Files.readAllBytes(file));
    assertEquals(
        file + System.lineSeparator(), Cli.run("weights", "path", "dino-vits16").fine().out());
  }

  @Test
  void listsWhatIsThere() {
    assertFalse(Cli.run("weights", "list").fine().out().contains("there"));
    Cli.run("weights", "pull", "dino-vits16");
    String list = Cli.run("weights", "list").fine().out();
    assertTrue(list.contains("dino-vits16       ViT-S/16    87 MB  there"), list);
    assertTrue(list.contains("300-epoch training that STEGO"), list);
    assertTrue(list.contains("torch.hub"), list);
  }

  @Test
  void saysWhatToDoWhenAFileIsNotThere() {
    Cli.run("weights", "path", "dino-vitb8")
        .mistake("dino-vitb8 is not there", "stego weights pull dino-vitb8", "put it at");
  }

  @Test
  void saysWhatToDoWhenAFileCannotBeFetched() {
    Cli.run("weights", "pull", "dino-vitb8").mistake("404", "put it at");
  }

  @Test
  void namesTheKnownOnesWhenOneIsUnknown() {
    Cli.run("weights", "pull", "dino-vitg14").mistake("'dino-vitg14'", "dino-vits8-300ep");
  }

  @Test
  void asksWhatToDo() {
    Cli.run("weights").mistake("list, pull or path");
  }

  @Test
  void doctorTellsOfTheCache() {
    Cli.run("weights", "pull", "dino-vits16");
    Cli cli = Cli.run("doctor");
    assertTrue(cli.out().contains(folder.toString()), cli.out());
    assertTrue(cli.out().contains("dino-vits16: there"), cli.out());
    assertTrue(cli.out().contains("dino-vitb8: not there"), cli.out());
  }
}
