package ai.stego.image;

import ai.stego.image.ImageReader.Encoded;
import java.io.IOException;
import java.nio.ByteOrder;
import javax.imageio.stream.ImageInputStream;

/**
 * What decoders do not check themselves: lengths that a container promises and its file does not
 * hold, and pictures within pictures, whose own size would slip past the pixel limit.
 */
final class ContainerCheck {
  private static final int BMP_JPEG = 4;
  private static final int BMP_PNG = 5;

  /** The four letters of a RIFF chunk, read as a little-endian number. */
  private static final int CHUNK_VP8 = 0x20385056;

  private static final int CHUNK_VP8L = 0x4C385056;
  private static final int CHUNK_ANMF = 0x464D4E41;

  private final Encoded file;
  private final long pixelLimit;

  ContainerCheck(Encoded file, long pixelLimit) {
    this.file = file;
    this.pixelLimit = pixelLimit;
  }

  /** Checks, and leaves the stream where it was. */
  void check(String format, ImageInputStream stream) throws IOException {
    stream.mark();
    ByteOrder order = stream.getByteOrder();
    stream.setByteOrder(ByteOrder.LITTLE_ENDIAN);
    try {
      if (format.equals("bmp")) {
        bmp(stream);
      } else if (format.equals("webp")) {
        webp(stream);
      }
    } finally {
      stream.setByteOrder(order);
      stream.reset();
    }
  }

  /** A BMP may hold a whole JPEG or PNG file, with its own width and height. */
  private void bmp(ImageInputStream stream) throws IOException {
    stream.skipBytes(14);
    if (stream.readUnsignedInt() >= 40) {
      stream.skipBytes(12);
      long compression = stream.readUnsignedInt();
      if (compression == BMP_JPEG || compression == BMP_PNG) {
        throw new ImageException(file.source(), "a BMP around a JPEG or PNG is not supported");
      }
    }
  }

  /** The RIFF header gives the file's length; every frame in it has a size of its own. */
  private void webp(ImageInputStream stream) throws IOException {
    stream.skipBytes(4);
    long end = stream.readUnsignedInt() + 8;
    if (file.length() < end) {
      throw new ImageException(
          file.source(), "the image is cut short: " + file.length() + " of " + end + " bytes");
    }
    long position = 12;
    while (position + 8 <= end) {
      stream.seek(position);
      int chunk = stream.readInt();
      long length = stream.readUnsignedInt();
      if (chunk == CHUNK_VP8) {
        stream.skipBytes(6);
        requireWithinLimit(stream.readShort() & 0x3FFF, stream.readShort() & 0x3FFF);
      } else if (chunk == CHUNK_VP8L) {
        stream.skipBytes(1);
        int sizes = stream.readInt();
        requireWithinLimit((sizes & 0x3FFF) + 1, (sizes >>> 14 & 0x3FFF) + 1);
      }
      // An animation's frame holds chunks itself, after 16 bytes of its own.
      position += chunk == CHUNK_ANMF ? 8 + 16 : 8 + length + length % 2;
    }
  }

  private void requireWithinLimit(int width, int height) throws ImageException {
    Decoder.requireWithinLimit(width, height, pixelLimit, file.source());
  }
}
