package ai.stego.tensor.io;

import ai.stego.tensor.InputException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file mapped into memory, read-only, in chunks, so that it may be larger than one buffer can be.
 * Several threads may read at once.
 */
public final class MappedFile implements Closeable {
  private static final long CHUNK_BYTES = 1L << 30;
  private static final int BLOCK_BYTES = 1 << 16;
  private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

  private final Path path;
  private final long size;
  private final long chunkBytes;
  private volatile ByteBuffer[] chunks;

  private MappedFile(Path path, long size, long chunkBytes, ByteBuffer[] chunks) {
    this.path = path;
    this.size = size;
    this.chunkBytes = chunkBytes;
    this.chunks = chunks;
  }

  /**
   * Maps a file.
   *
   * @param path the file
   * @return the mapping
   * @throws IOException if it does not exist, is no regular file (a pipe would block for ever) or
   *     cannot be read: one line that names it and says so
   */
  public static MappedFile open(Path path) throws IOException {
    return open(path, CHUNK_BYTES);
  }

  static MappedFile open(Path path, long chunkBytes) throws IOException {
    if (Files.isDirectory(path)) {
      throw new FileSystemException(path.toString(), null, "a folder, not a file");
    }
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      throw new FileSystemException(path.toString(), null, "a pipe or device, not a regular file");
    }
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      long size = channel.size();
      ByteBuffer[] chunks = new ByteBuffer[Math.toIntExact((size + chunkBytes - 1) / chunkBytes)];
      for (int i = 0; i < chunks.length; i++) {
        long from = i * chunkBytes;
        long length = Math.min(chunkBytes, size - from);
        chunks[i] = channel.map(FileChannel.MapMode.READ_ONLY, from, length);
      }
      return new MappedFile(path, size, chunkBytes, chunks);
    } catch (NoSuchFileException e) {
      throw explained(new NoSuchFileException(path.toString(), null, "no such file"), e);
    } catch (AccessDeniedException e) {
      throw explained(new AccessDeniedException(path.toString(), null, "no permission to read"), e);
    } catch (FileSystemException e) {
      throw e; // names the file already
    } catch (IOException e) {
      String why = "cannot be read: " + e.getMessage();
      throw explained(new FileSystemException(path.toString(), null, why), e);
    }
  }

  private static IOException explained(IOException clear, IOException cause) {
    clear.initCause(cause);
    return clear;
  }

  /**
   * The file.
   *
   * @return its path as it was given
   */
  public Path path() {
    return path;
  }

  /**
   * The number of bytes when the file was opened.
   *
   * @return bytes
   */
  public long size() {
    return size;
  }

  /**
   * Copies bytes out.
   *
   * @param offset where to begin, from the file's start
   * @param bytes filled from its start
   * @param count how many
   * @throws IllegalStateException if this file is closed
   * @throws IndexOutOfBoundsException if the range does not lie within the file
   */
  public void read(long offset, byte[] bytes, int count) {
    ByteBuffer[] mapped = chunks;
    if (mapped == null) {
      throw new IllegalStateException(path + " is closed");
    }
    if (offset < 0 || count < 0 || offset > size - count) {
      throw new IndexOutOfBoundsException(path + ": " + count + " bytes at offset " + offset);
    }
    int done = 0;
    while (done < count) {
      ByteBuffer chunk = mapped[(int) ((offset + done) / chunkBytes)];
      int within = (int) ((offset + done) % chunkBytes);
      int part = Math.min(count - done, chunk.limit() - within);
      chunk.get(within, bytes, done, part);
      done += part;
    }
  }

  /**
   * Reads elements and converts them to float32.
   *
   * @param type their type
   * @param offset the byte offset of the first
   * @param count how many
   * @return the values
   * @throws InputException if there are more than an array can hold
   */
  public float[] floats(DataType type, long offset, long count) {
    float[] values = new float[arrayLength(count)];
    blocks(
        type,
        offset,
        values.length,
        (block, from, part) -> {
          if (type == DataType.F32) {
            block.asFloatBuffer().get(values, from, part);
          } else {
            for (int i = 0; i < part; i++) {
              values[from + i] = type.floatAt(block, i * type.bytes());
            }
          }
        });
    return values;
  }

  /**
   * Reads elements and converts them to doubles.
   *
   * @param type their type
   * @param offset the byte offset of the first
   * @param count how many
   * @return the values
   * @throws InputException if there are more than an array can hold
   */
  public double[] doubles(DataType type, long offset, long count) {
    double[] values = new double[arrayLength(count)];
    blocks(
        type,
        offset,
        values.length,
        (block, from, part) -> {
          for (int i = 0; i < part; i++) {
            values[from + i] = type.doubleAt(block, i * type.bytes());
          }
        });
    return values;
  }

  /**
   * Reads integer or boolean elements, exactly.
   *
   * @param type their type
   * @param offset the byte offset of the first
   * @param count how many
   * @return the values
   * @throws InputException if the type is not an integer, there are more than an array can hold, or
   *     an unsigned value is 2⁶³ or more
   */
  public long[] integers(DataType type, long offset, long count) {
    long[] values = new long[arrayLength(count)];
    blocks(
        type,
        offset,
        values.length,
        (block, from, part) -> {
          for (int i = 0; i < part; i++) {
            long value = type.longAt(block, i * type.bytes());
            if (type == DataType.U64 && value < 0) {
              throw new InputException(
                  path + ": " + Long.toUnsignedString(value) + " is over 2^63");
            }
            values[from + i] = value;
          }
        });
    return values;
  }

  private interface BlockReader {
    void accept(ByteBuffer block, int from, int count);
  }

  private void blocks(DataType type, long offset, int count, BlockReader reader) {
    byte[] bytes = new byte[(int) Math.min(BLOCK_BYTES, (long) count * type.bytes())];
    ByteBuffer block = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int perBlock = BLOCK_BYTES / type.bytes();
    for (int from = 0; from < count; from += perBlock) {
      int part = Math.min(perBlock, count - from);
      read(offset + (long) from * type.bytes(), bytes, part * type.bytes());
      reader.accept(block, from, part);
    }
  }

  private int arrayLength(long count) {
    if (count > MAX_ARRAY) {
      throw new InputException(path + ": " + count + " values are more than an array can hold");
    }
    return (int) count;
  }

  /** Lets the mapping go; the memory is unmapped when the garbage collector finds it. */
  @Override
  public void close() {
    chunks = null;
  }
}
