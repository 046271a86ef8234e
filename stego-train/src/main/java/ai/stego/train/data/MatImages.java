package ai.stego.train.data;

import ai.stego.image.ImageException;
import ai.stego.image.ImageReader;
import ai.stego.image.IndexImage;
import ai.stego.image.Rgb;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import us.hebi.matlab.mat.format.BufferAllocator;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.MatFile;
import us.hebi.matlab.mat.types.MatlabType;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Sources;

/** Reads one image or label map from a MAT 5 file, and distrusts it. */
final class MatImages {
  private static final long LARGEST_FILE = 256 << 20;

  /** Four channels of as many pixels as image files may have. */
  private static final long LARGEST_MATRIX = 4 * ImageReader.DEFAULT_PIXEL_LIMIT;

  private MatImages() {}

  /** Refuses what a hostile header asks for, before there is memory for it. */
  private static final class Limited implements BufferAllocator {
    @Override
    public ByteBuffer allocate(int bytes) {
      if (bytes < 0 || bytes > LARGEST_MATRIX) {
        throw new IllegalArgumentException(
            "a matrix of " + Integer.toUnsignedString(bytes) + " bytes is over the limit");
      }
      return ByteBuffer.allocate(bytes);
    }

    @Override
    public void release(ByteBuffer buffer) {}
  }

  /** What is made of a matrix while its file is open. */
  private interface Taking<T> {
    T from(Matrix matrix) throws ImageException;
  }

  /** The first three channels of a uint8 matrix (H,W,3 or more). */
  static Rgb rgb(Path file, String name) throws ImageException {
    return read(
        file,
        name,
        matrix -> {
          int[] extents = matrix.getDimensions();
          if (extents.length != 3 || extents[2] < 3) {
            throw new ImageException(
                file.toString(), "'" + name + "' is not of height, width and 3 channels or more");
          }
          return new Rgb(extents[0], extents[1], rows(matrix, extents[0], extents[1], 3));
        });
  }

  /** A uint8 matrix (H,W). */
  static IndexImage indices(Path file, String name) throws ImageException {
    return read(
        file,
        name,
        matrix -> {
          int[] extents = matrix.getDimensions();
          if (extents.length != 2) {
            throw new ImageException(file.toString(), "'" + name + "' is not of height and width");
          }
          return new IndexImage(extents[0], extents[1], rows(matrix, extents[0], extents[1], 1));
        });
  }

  /** From MATLAB's order, rows fastest and channels slowest, to (height,width,channels). */
  private static byte[] rows(Matrix matrix, int height, int width, int channels) {
    byte[] bytes = new byte[height * width * channels];
    for (int c = 0; c < channels; c++) {
      for (int x = 0; x < width; x++) {
        for (int y = 0; y < height; y++) {
          bytes[(y * width + x) * channels + c] = matrix.getByte((c * width + x) * height + y);
        }
      }
    }
    return bytes;
  }

  private static <T> T read(Path file, String name, Taking<T> taking) throws ImageException {
    String source = file.toString();
    try {
      if (!Files.isRegularFile(file)) {
        throw new ImageException(source, "there is no such file");
      }
      if (Files.size(file) > LARGEST_FILE) {
        throw new ImageException(source, "is over the limit of " + LARGEST_FILE + " bytes");
      }
      try (MatFile contents = parse(Files.readAllBytes(file), name)) {
        return taking.from(find(contents, name, source));
      }
    } catch (ImageException e) {
      throw e;
    } catch (IOException | RuntimeException | StackOverflowError | OutOfMemoryError e) {
      // The library answers damaged files with whatever it trips over.
      throw new ImageException(source, "is no sound MAT 5 file: " + reason(e), e);
    }
  }

  /** Parses no more of a file than the matrix of a name. */
  private static MatFile parse(byte[] bytes, String name) throws IOException {
    return Mat5.newReader(Sources.wrap(bytes))
        .setBufferAllocator(new Limited())
        .disableSubsystemProcessing()
        .setEntryFilter(
            entry -> entry.getName().equals(name) && entry.getType() == MatlabType.UInt8)
        .readMat();
  }

  private static Matrix find(MatFile contents, String name, String source) throws ImageException {
    for (MatFile.Entry entry : contents.getEntries()) {
      if (entry.getName().equals(name) && entry.getValue() instanceof Matrix matrix) {
        long elements = 1;
        for (int extent : matrix.getDimensions()) {
          elements *= Math.max(0, extent);
        }
        // The library multiplies in 32 bits, where extents of hostile files wrap around.
        if (elements > 0 && elements == matrix.getNumElements()) {
          return matrix;
        }
      }
    }
    throw new ImageException(source, "holds no uint8 matrix '" + name + "'");
  }

  private static String reason(Throwable failure) {
    Throwable deepest = failure;
    for (int depth = 0; deepest.getCause() != null && depth < 16; depth++) {
      deepest = deepest.getCause();
    }
    String message = deepest.getMessage();
    return message == null ? deepest.getClass().getSimpleName() : message;
  }
}
