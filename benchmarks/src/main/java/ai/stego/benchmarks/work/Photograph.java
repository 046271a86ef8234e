package ai.stego.benchmarks.work;

import ai.stego.image.ImageException;
import ai.stego.image.ImageReader;
import ai.stego.image.Preprocess;
import ai.stego.image.Rgb;
import java.io.IOException;
import java.io.InputStream;

/** A photograph of 512 x 512 pixels that travels with the benchmarks. */
public final class Photograph {
  private static final String NAME = "astronaut.png";
  private static final int ANY_PATCH = 1;

  private Photograph() {}

  /**
   * The file.
   *
   * @return its bytes
   * @throws IOException if the jar lacks it
   */
  public static byte[] file() throws IOException {
    try (InputStream in = Photograph.class.getResourceAsStream(NAME)) {
      if (in == null) {
        throw new IOException("the benchmarks were packaged without " + NAME);
      }
      return in.readAllBytes();
    }
  }

  /**
   * Decodes it.
   *
   * @param file its bytes
   * @return the photograph
   */
  public static Rgb decode(byte[] file) {
    try {
      return new ImageReader().read(file, NAME);
    } catch (ImageException e) {
      throw new IllegalStateException("our own photograph: " + e.getMessage(), e);
    }
  }

  /**
   * The middle square.
   *
   * @param side R
   * @return (R,R) pixels
   * @throws IOException if the jar lacks it
   */
  public static Rgb square(int side) throws IOException {
    return Preprocess.reference(side).prepare(decode(file()), ANY_PATCH).content();
  }
}
