package ai.stego.cli;

import ai.stego.image.ImageWriter;
import ai.stego.image.Rgb;
import ai.stego.tensor.Rng;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Photographs made up for tests. */
final class TestPhotos {
  private static final int HEIGHT = 40;
  private static final int WIDTH = 56;

  private TestPhotos() {}

  /**
   * Writes three PNG files whose left half is dark and right half bright, both noisy.
   *
   * @param folder made if it is not there
   * @return the folder
   */
  static Path write(Path folder) throws IOException {
    Files.createDirectories(folder);
    Rng random = Rng.of(3);
    for (int photo = 0; photo < 3; photo++) {
      byte[] bytes = new byte[3 * HEIGHT * WIDTH];
      for (int i = 0; i < bytes.length; i++) {
        int base = i / 3 % WIDTH < WIDTH / 2 ? 30 : 190;
        bytes[i] = (byte) (base + random.nextFloat() * 40);
      }
      ImageWriter.writePng(new Rgb(HEIGHT, WIDTH, bytes), folder.resolve(photo + ".png"));
    }
    return folder;
  }
}
