package ai.stego.train.report;

import java.awt.image.BufferedImage;
import java.awt.image.RenderedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Pictures as the bytes of image files, in memory. */
final class ImageBytes {
  private static final float JPEG_QUALITY = 0.85f;

  private ImageBytes() {}

  /** A PNG file; samples are kept as they are. */
  static byte[] png(RenderedImage image) throws IOException {
    return encode("png", image, false);
  }

  /** A JPEG file: for photographs. */
  static byte[] jpeg(BufferedImage image) throws IOException {
    return encode("jpeg", image, true);
  }

  private static byte[] encode(String format, RenderedImage image, boolean lossy)
      throws IOException {
    Iterator<ImageWriter> writers = ImageIO.getImageWritersByFormatName(format);
    if (!writers.hasNext()) {
      throw new IOException("this Java runtime has no writer of " + format + " files");
    }
    ImageWriter writer = writers.next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(stream);
      ImageWriteParam choices = writer.getDefaultWriteParam();
      if (lossy) {
        choices.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        choices.setCompressionQuality(JPEG_QUALITY);
      }
      writer.write(null, new IIOImage(image, null, null), choices);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
