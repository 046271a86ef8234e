package ai.stego.train.data;

import ai.stego.image.ImageWriter;
import ai.stego.image.Rgb;
import ai.stego.tensor.Rng;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes small photographs and labels. */
public final class TestPictures {
  private TestPictures() {}

  /** What a label pixel holds. */
  @FunctionalInterface
  public interface Label {
    int at(int y, int x);
  }

  /** A photograph of random blocks, the same for the same seed. */
  public static Rgb picture(String seed, int height, int width) {
    Rng rng = Rng.of(0).split(seed);
    byte[] blocks = new byte[3 * 16];
    for (int i = 0; i < blocks.length; i++) {
      blocks[i] = (byte) rng.nextInt(256);
    }
    byte[] bytes = new byte[height * width * 3];
    for (int i = 0; i < bytes.length; i++) {
      int pixel = i / 3;
      int block = pixel / width * 4 / height * 4 + pixel % width * 4 / width;
      bytes[i] = (byte) (blocks[block * 3 + i % 3] + rng.nextInt(8));
    }
    return new Rgb(height, width, bytes);
  }

  /** Writes a photograph as PNG; its name is the seed. */
  public static Path photograph(Path file, int height, int width) throws IOException {
    Files.createDirectories(file.getParent());
    ImageWriter.writePng(picture(file.getFileName().toString(), height, width), file);
    return file;
  }

  /** Writes labels as a grey PNG. */
  public static Path labels(Path file, int height, int width, Label label) throws IOException {
    Files.createDirectories(file.getParent());
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.getRaster().setSample(x, y, 0, label.at(y, x));
      }
    }
    ImageWriter.writePng(image, file);
    return file;
  }
}
