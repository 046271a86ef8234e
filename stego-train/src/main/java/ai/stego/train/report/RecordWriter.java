package ai.stego.train.report;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * Writes a file of records as TensorFlow frames them: the length as a little-endian 64-bit number,
 * its checksum, the bytes, their checksum. Each record reaches the operating system before {@link
 * #write} returns, so that a process that is killed loses none that was written.
 *
 * <p>Source: TensorFlow's {@code TFRecord} format.
 */
final class RecordWriter implements AutoCloseable {
  private static final int MASK = 0xA282EAD8;

  /** The length and the two checksums. */
  static final int FRAME_BYTES = Long.BYTES + 2 * Integer.BYTES;

  private final FileChannel channel;

  private RecordWriter(FileChannel channel) {
    this.channel = channel;
  }

  /** Makes a new file; fails if there is one of that name. */
  static RecordWriter create(Path file) throws IOException {
    return new RecordWriter(
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
  }

  void write(byte[] record) throws IOException {
    ByteBuffer frame =
        ByteBuffer.allocate(record.length + FRAME_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    frame.putLong(record.length);
    frame.putInt(maskedChecksum(frame.array(), 0, Long.BYTES));
    frame.put(record);
    frame.putInt(maskedChecksum(record, 0, record.length));
    frame.flip();
    while (frame.hasRemaining()) {
      channel.write(frame);
    }
  }

  /**
   * CRC-32C, turned right by 15 bits, plus a constant: a checksum of data that may hold its own.
   */
  static int maskedChecksum(byte[] bytes, int from, int length) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes, from, length);
    return Integer.rotateRight((int) checksum.getValue(), 15) + MASK;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
