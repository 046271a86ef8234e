package ai.stego.tensor.io;

import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import ai.stego.tensor.testing.Skip;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MappedFileTest {
  @TempDir Path folder;

  private static String refusal(Path path) {
    return assertTimeoutPreemptively(
            ofSeconds(20), () -> assertThrows(IOException.class, () -> MappedFile.open(path)))
        .getMessage();
  }

  @Test
  void aPipeIsRefusedAndNotWaitedFor() throws Exception {
    Path pipe = Pipes.make(folder.resolve("pipe"));
    assertEquals(pipe + ": a pipe or device, not a regular file", refusal(pipe));
  }

  @Test
  void aDeviceIsRefused() {
    Path device = Path.of("/dev/zero");
    Skip.unless(Files.exists(device), "no /dev/zero on this machine");
    assertEquals(device + ": a pipe or device, not a regular file", refusal(device));
  }

  @Test
  void aFileThatIsMissingAndAFolderAreSaid() {
    Path missing = folder.resolve("missing");
    assertEquals(missing + ": no such file", refusal(missing));
    assertEquals(folder + ": a folder, not a file", refusal(folder));
  }
}
