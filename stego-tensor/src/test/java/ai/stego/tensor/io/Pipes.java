package ai.stego.tensor.io;

import ai.stego.tensor.testing.Skip;
import java.io.IOException;
import java.nio.file.Path;

/** Makes named pipes, where there are any. */
final class Pipes {
  private Pipes() {}

  static Path make(Path path) throws InterruptedException {
    int code;
    try {
      code = new ProcessBuilder("mkfifo", path.toString()).start().waitFor();
    } catch (IOException e) {
      code = -1;
    }
    Skip.unless(code == 0, "no named pipes on this machine");
    return path;
  }
}
