package ai.stego.image;

import ai.stego.tensor.InputException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Reads photographs: JPEG (progressive and CMYK too), PNG, BMP, GIF, TIFF and WebP, whatever their
 * sample depth and colour model, as {@link Rgb#of} tells. The orientation that a camera noted
 * (EXIF) is applied; of a file with several pages the first is read.
 *
 * <p>A file is hostile until proved otherwise: its width and height are read from the header, and
 * held against the pixel limit before anything is decoded, and whatever a decoder throws becomes an
 * {@link ImageException} of one line. Loading this class switches the disk cache of {@link ImageIO}
 * off, for the whole JVM.
 *
 * <p>Readers hold no state and may be shared between threads.
 */
public final class ImageReader {
  /** The pixel limit unless told otherwise: 100 megapixels. */
  public static final long DEFAULT_PIXEL_LIMIT = 100_000_000L;

  static {
    // Decoders that open a stream within the stream would otherwise write temporary files.
    ImageIO.setUseCache(false);
  }

  private final long pixelLimit;

  /** Makes a reader with the default pixel limit. */
  public ImageReader() {
    this(DEFAULT_PIXEL_LIMIT);
  }

  /**
   * Makes a reader with its own pixel limit.
   *
   * @param pixelLimit the largest width x height that is decoded, at least 1
   * @throws InputException if the limit is below 1
   */
  public ImageReader(long pixelLimit) {
    if (pixelLimit < 1) {
      throw new InputException(
          "image reader: the pixel limit must be at least 1, not " + pixelLimit);
    }
    this.pixelLimit = pixelLimit;
  }

  /**
   * The largest width x height that is decoded.
   *
   * @return pixels
   */
  public long pixelLimit() {
    return pixelLimit;
  }

  /**
   * Reads a file.
   *
   * @param file the file
   * @return the picture, upright
   * @throws ImageException if the file is missing, is no image, is damaged or is over the limit
   */
  public Rgb read(Path file) throws ImageException {
    return new Decoder(pixelLimit).decode(encoded(file));
  }

  /**
   * Reads a file whose samples are indices of classes: a PNG of one channel of at most 8 bits, grey
   * or with a palette. The samples are taken as they are stored, whatever grey or colour they stand
   * for, and not turned.
   *
   * @param file the file
   * @return the indices
   * @throws ImageException if the file is missing, is no such PNG, is damaged or is over the limit
   */
  public IndexImage readIndices(Path file) throws ImageException {
    return new Decoder(pixelLimit).decodeIndices(encoded(file));
  }

  /**
   * The size of the picture that {@link #read(Path)} would give, from the file's header.
   *
   * @param file the file
   * @return the size, upright
   * @throws ImageException if the file is missing, is no image or is over the limit
   */
  public Size size(Path file) throws ImageException {
    return new Decoder(pixelLimit).size(encoded(file));
  }

  private static Encoded encoded(Path file) throws ImageException {
    String source = file.toString();
    return new Encoded(
        source,
        readableLength(file, source),
        () -> new ChannelImageStream(file),
        () -> Files.newInputStream(file));
  }

  /**
   * Reads a file that is in memory already.
   *
   * @param file the file's bytes
   * @param source what messages call it
   * @return the picture, upright
   * @throws ImageException if the bytes are no image, are damaged or are over the limit
   */
  public Rgb read(byte[] file, String source) throws ImageException {
    if (file.length == 0) {
      throw new ImageException(source, "the file is empty (0 bytes)");
    }
    Encoded encoded =
        new Encoded(
            source,
            file.length,
            () -> new MemoryCacheImageInputStream(new ByteArrayInputStream(file)),
            () -> new ByteArrayInputStream(file));
    return new Decoder(pixelLimit).decode(encoded);
  }

  /** The length of a file that is there and can be read. */
  private static long readableLength(Path file, String source) throws ImageException {
    if (!Files.exists(file)) {
      throw new ImageException(source, "there is no such file");
    }
    if (Files.isDirectory(file)) {
      throw new ImageException(source, "this is a directory, not an image");
    }
    if (!Files.isRegularFile(file)) {
      throw new ImageException(source, "this is not a regular file");
    }
    if (!Files.isReadable(file)) {
      throw new ImageException(source, "no permission to read the file");
    }
    long length;
    try {
      length = Files.size(file);
    } catch (IOException e) {
      throw new ImageException(source, "cannot be read: " + ImageException.reason(e), e);
    }
    if (length == 0) {
      throw new ImageException(source, "the file is empty (0 bytes)");
    }
    return length;
  }

  /** An encoded image that can be opened more than once, for its pixels and for its EXIF. */
  record Encoded(
      String source, long length, Opening<ImageInputStream> pixels, Opening<InputStream> bytes) {}

  /** Opens something; the caller closes it. */
  @FunctionalInterface
  interface Opening<T> {
    T open() throws IOException;
  }
}
