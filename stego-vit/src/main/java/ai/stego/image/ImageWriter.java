package ai.stego.image;

import ai.stego.tensor.io.AtomicFile;
import java.awt.image.RenderedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Iterator;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Writes PNG files, whole or not at all. */
public final class ImageWriter {
  private ImageWriter() {}

  /**
   * Writes or replaces a PNG file. Samples are kept as they are: a palette stays a palette, 16 bits
   * stay 16 bits.
   *
   * @param image the picture
   * @param file where to; its folder must be there
   * @throws IOException if the file cannot be written, in one line that names it; the file is then
   *     as it was before
   */
  public static void writePng(RenderedImage image, Path file) throws IOException {
    AtomicFile.write(file, out -> encode(image, out, file));
  }

  /**
   * Writes or replaces a PNG file.
   *
   * @param image the picture
   * @param file where to; its folder must be there
   * @throws IOException if the file cannot be written, in one line that names it; the file is then
   *     as it was before
   */
  public static void writePng(Rgb image, Path file) throws IOException {
    writePng(image.toBufferedImage(), file);
  }

  private static void encode(RenderedImage image, OutputStream out, Path file) throws IOException {
    Iterator<javax.imageio.ImageWriter> writers = ImageIO.getImageWritersByFormatName("png");
    if (!writers.hasNext()) {
      throw new ImageException(file.toString(), "this Java runtime has no PNG writer");
    }
    javax.imageio.ImageWriter writer = writers.next();
    // Not through ImageIO.write, which would buffer in another file on the disk.
    try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
      writer.setOutput(stream);
      writer.write(image);
    } catch (IIOException e) {
      // The writer hides what the file system said behind a sentence of its own.
      throw e.getCause() instanceof IOException cause ? cause : e;
    } finally {
      writer.dispose();
    }
  }
}
