package ai.stego.image;

import ai.stego.image.ImageReader.Encoded;
import com.drew.imaging.ImageProcessingException;
import com.drew.imaging.jpeg.JpegMetadataReader;
import com.drew.imaging.png.PngChunk;
import com.drew.imaging.png.PngChunkReader;
import com.drew.imaging.png.PngChunkType;
import com.drew.imaging.tiff.TiffMetadataReader;
import com.drew.imaging.webp.WebpMetadataReader;
import com.drew.lang.BufferBoundsException;
import com.drew.lang.ByteArrayReader;
import com.drew.lang.StreamReader;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifDirectoryBase;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.ExifReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Set;

/**
 * The EXIF orientation, 1 to 8: how the stored rows and columns lie in the picture as it was meant
 * (EXIF 2.3, tag 0x0112).
 */
final class Orientation {
  private static final System.Logger LOG = System.getLogger(Orientation.class.getName());

  /** Stored as it is seen. */
  static final int UPRIGHT = 1;

  /** From this one on rows and columns change places. */
  static final int FIRST_SWAPPED = 5;

  private Orientation() {}

  /**
   * The orientation that the file notes; {@link #UPRIGHT} if it notes none, or none that is valid.
   */
  static int of(Encoded file, String format) throws IOException {
    try (InputStream in = file.bytes().open()) {
      int orientation = tag(metadata(in, format));
      return orientation >= 1 && orientation <= 8 ? orientation : UPRIGHT;
    } catch (ImageProcessingException | BufferBoundsException | RuntimeException e) {
      // The pixels are sound; only a note beside them is not.
      LOG.log(System.Logger.Level.DEBUG, "{0}: EXIF not read: {1}", file.source(), e.getMessage());
      return UPRIGHT;
    }
  }

  /** Reads as little as there is to read: other metadata may be large or hostile. */
  private static Metadata metadata(InputStream in, String format)
      throws IOException, ImageProcessingException {
    return switch (format) {
      case "jpeg" -> JpegMetadataReader.readMetadata(in, List.of(new ExifReader()));
      case "png" -> pngMetadata(in);
      case "tiff" -> TiffMetadataReader.readMetadata(in);
      case "webp" -> WebpMetadataReader.readMetadata(in);
      default -> new Metadata();
    };
  }

  private static Metadata pngMetadata(InputStream in) throws IOException, ImageProcessingException {
    Metadata metadata = new Metadata();
    Set<PngChunkType> wanted = Set.of(PngChunkType.eXIf);
    for (PngChunk chunk : new PngChunkReader().extract(new StreamReader(in), wanted)) {
      new ExifReader().extract(new ByteArrayReader(chunk.getBytes()), metadata);
    }
    return metadata;
  }

  private static int tag(Metadata metadata) {
    ExifIFD0Directory directory = metadata.getFirstDirectoryOfType(ExifIFD0Directory.class);
    Integer value =
        directory == null ? null : directory.getInteger(ExifDirectoryBase.TAG_ORIENTATION);
    return value == null ? UPRIGHT : value;
  }

  /** Turns stored pixels into the picture as it was meant. */
  static Rgb upright(Rgb stored, int orientation) {
    if (orientation == UPRIGHT) {
      return stored;
    }
    boolean swapped = orientation >= FIRST_SWAPPED;
    int height = swapped ? stored.width() : stored.height();
    int width = swapped ? stored.height() : stored.width();
    byte[] from = stored.bytes();
    byte[] out = new byte[from.length];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int source = sourcePixel(stored, orientation, y, x) * 3;
        int target = (y * width + x) * 3;
        out[target] = from[source];
        out[target + 1] = from[source + 1];
        out[target + 2] = from[source + 2];
      }
    }
    return new Rgb(height, width, out);
  }

  /** Which stored pixel is seen at (y, x). */
  private static int sourcePixel(Rgb stored, int orientation, int y, int x) {
    int lastRow = stored.height() - 1;
    int lastColumn = stored.width() - 1;
    int width = stored.width();
    return switch (orientation) {
      case 2 -> y * width + lastColumn - x;
      case 3 -> (lastRow - y) * width + lastColumn - x;
      case 4 -> (lastRow - y) * width + x;
      case 5 -> x * width + y;
      case 6 -> (lastRow - x) * width + y;
      case 7 -> (lastRow - x) * width + lastColumn - y;
      case 8 -> x * width + lastColumn - y;
      default -> y * width + x;
    };
  }
}
