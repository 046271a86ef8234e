package ai.stego.image;

import ai.stego.image.ImageReader.Encoded;
import ai.stego.tensor.InputException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Iterator;
import java.util.Locale;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/** Decodes one image with the JDK's and TwelveMonkeys' readers, and distrusts all of them. */
final class Decoder {
  /** What may be read; other readers on the class path are not tried. */
  private static final Set<String> FORMATS = Set.of("jpeg", "png", "bmp", "gif", "tiff", "webp");

  private static final String DAMAGED = "the image is damaged or cut short";

  private final long pixelLimit;

  Decoder(long pixelLimit) {
    this.pixelLimit = pixelLimit;
  }

  /** What is taken from a file that has been opened. */
  @FunctionalInterface
  private interface Taking<T> {
    T from(ImageReader reader, ImageInputStream stream) throws IOException;
  }

  Rgb decode(Encoded file) throws ImageException {
    return open(
        file,
        (reader, stream) -> {
          Rgb stored = Rgb.of(pixels(reader, stream, file));
          return Orientation.upright(stored, Orientation.of(file, formatOf(reader)));
        });
  }

  IndexImage decodeIndices(Encoded file) throws ImageException {
    return open(
        file,
        (reader, stream) -> {
          if (!formatOf(reader).equals("png")) {
            throw new ImageException(
                file.source(), "class indices must be a PNG, this is a " + formatOf(reader));
          }
          return IndexImage.of(pixels(reader, stream, file), file.source());
        });
  }

  /** The size of the picture as it is seen; no pixels are decoded. */
  Size size(Encoded file) throws ImageException {
    return open(
        file,
        (reader, stream) -> {
          reader.setInput(stream, true, true);
          int height = reader.getHeight(0);
          int width = reader.getWidth(0);
          requireWithinLimit(width, height, pixelLimit, file.source());
          boolean swapped = Orientation.of(file, formatOf(reader)) >= Orientation.FIRST_SWAPPED;
          return swapped ? new Size(width, height) : new Size(height, width);
        });
  }

  private <T> T open(Encoded file, Taking<T> taking) throws ImageException {
    String source = file.source();
    try (ImageInputStream stream = open(file)) {
      ImageReader reader = readerFor(stream, source);
      try {
        return taking.from(reader, stream);
      } finally {
        reader.dispose();
      }
    } catch (ImageException e) {
      throw e;
    } catch (OutOfMemoryError e) {
      throw new ImageException(source, "decoding needs more memory than there is", e);
    } catch (InputException e) {
      throw new ImageException(source, e.getMessage(), e);
    } catch (IOException e) {
      throw new ImageException(source, DAMAGED + ": " + ImageException.reason(e), e);
    } catch (RuntimeException | StackOverflowError e) {
      // Decoders answer damaged files with whatever they trip over, not with IOException alone.
      String tripped = e.getClass().getSimpleName();
      throw new ImageException(source, DAMAGED + " (" + tripped + " in the decoder)", e);
    }
  }

  /** A file that cannot be opened is not called damaged. */
  private static ImageInputStream open(Encoded file) throws ImageException {
    try {
      return file.pixels().open();
    } catch (IOException e) {
      throw new ImageException(
          file.source(), "the file cannot be opened: " + ImageException.reason(e), e);
    }
  }

  private static ImageReader readerFor(ImageInputStream stream, String source)
      throws ImageException {
    Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
    while (readers.hasNext()) {
      ImageReader reader = readers.next();
      try {
        if (FORMATS.contains(formatOf(reader))) {
          return reader;
        }
      } catch (IOException e) {
        throw new ImageException(source, "unknown image format", e);
      }
      reader.dispose();
    }
    throw new ImageException(
        source, "this is not an image that can be read (JPEG, PNG, BMP, GIF, TIFF or WebP)");
  }

  private static String formatOf(ImageReader reader) throws IOException {
    return reader.getFormatName().toLowerCase(Locale.ROOT);
  }

  private BufferedImage pixels(ImageReader reader, ImageInputStream stream, Encoded file)
      throws IOException {
    String source = file.source();
    new ContainerCheck(file, pixelLimit).check(formatOf(reader), stream);
    // Metadata is not needed, and skipping it skips the bombs that hide in compressed text.
    reader.setInput(stream, true, true);
    requireWithinLimit(reader.getWidth(0), reader.getHeight(0), pixelLimit, source);
    requireWithinLimit(reader.getTileWidth(0), reader.getTileHeight(0), pixelLimit, source);
    DamageListener damage = new DamageListener();
    reader.addIIOReadWarningListener(damage);
    BufferedImage image = reader.read(0);
    if (damage.message() != null) {
      throw new ImageException(source, "the image is cut short: " + damage.message());
    }
    return image;
  }

  static void requireWithinLimit(int width, int height, long pixelLimit, String source)
      throws ImageException {
    if (width < 1 || height < 1) {
      throw new ImageException(source, "the header says " + width + " x " + height + " pixels");
    }
    if ((long) width * height > pixelLimit) {
      throw new ImageException(
          source,
          width + " x " + height + " pixels are over the limit of " + pixelLimit + " pixels");
    }
  }
}
