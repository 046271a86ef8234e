package ai.stego.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.image.ImageWriter;
import ai.stego.image.Rgb;
import ai.stego.tensor.testing.Golden;
import ai.stego.tensor.testing.Skip;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command as a process of its own, ended from outside as by Ctrl-C. */
@Timeout(120)
class InterruptTest {
  private static final int PHOTOS = 300;

  @TempDir Path folder;

  private Process start(String... args) throws IOException {
    String classPath = System.getProperty("java.class.path");
    List<String> command =
        Stream.concat(
                Stream.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("surefire.test.class.path", classPath),
                    "ai.stego.cli.Main"),
                Stream.of(args))
            .toList();
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("said").toFile())
        .start();
  }

  private void awaitLines(Path file, Process process, int count) throws Exception {
    while (!Files.exists(file) || Files.readAllLines(file).size() < count) {
      assertTrue(process.isAlive(), Files.readString(folder.resolve("said")));
      Thread.sleep(20);
    }
  }

  @Test
  void keepsTheLinesAndLeavesNoPartBehind() throws Exception {
    Skip.unless(File.separatorChar == '/', "no signals on this machine");
    Path photos = Files.createDirectory(folder.resolve("photos"));
    for (int i = 0; i < PHOTOS; i++) {
      ImageWriter.writePng(new Rgb(300, 400, new byte[3 * 300 * 400]), photos.resolve(i + ".png"));
    }
    Path out = folder.resolve("out");
    Process process =
        start(
            "segment",
            photos.toString(),
            "--device=scalar",
            "-m",
            Golden.path("stego_nanostego.ckpt").toString(),
            "--size=32",
            "-o",
            out.toString());
    try {
      awaitLines(out.resolve("segments.jsonl.part"), process, 2);
      process.destroy();
      assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    } finally {
      process.destroyForcibly();
    }
    assertEquals("", Files.readString(folder.resolve("said")));
    List<String> lines = Files.readAllLines(out.resolve("segments.jsonl"));
    assertTrue(lines.size() >= 2 && lines.size() < PHOTOS, lines.size() + " lines");
    assertTrue(lines.stream().allMatch(line -> line.startsWith("{") && line.endsWith("}}")));
    try (Stream<Path> files = Files.list(out)) {
      assertFalse(files.anyMatch(file -> file.toString().endsWith(".part")));
    }
  }
}
