package ai.stego.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.stream.ImageInputStreamImpl;

/**
 * A file for {@link javax.imageio.ImageIO}, opened by its path. ImageIO itself opens files through
 * {@link java.io.File}, which loses the characters of names that the locale cannot spell.
 */
final class ChannelImageStream extends ImageInputStreamImpl {
  private static final int BUFFER_BYTES = 1 << 14;

  private final SeekableByteChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).limit(0);

  /** Where the buffer's first byte is in the file. */
  private long start;

  ChannelImageStream(Path file) throws IOException {
    channel = Files.newByteChannel(file);
  }

  @Override
  public int read() throws IOException {
    prepare();
    if (!fill()) {
      return -1;
    }
    streamPos++;
    return buffer.get() & 0xFF;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    prepare();
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int count = Math.min(length, buffer.remaining());
    buffer.get(bytes, offset, count);
    streamPos += count;
    return count;
  }

  @Override
  public long length() {
    try {
      return channel.size();
    } catch (IOException e) {
      return -1; // unknown, in the words of ImageInputStream
    }
  }

  @Override
  public void close() throws IOException {
    super.close();
    channel.close();
  }

  private void prepare() throws IOException {
    checkClosed();
    bitOffset = 0;
  }

  /** Sets the buffer to the stream's position; false at the end of the file. */
  private boolean fill() throws IOException {
    long within = streamPos - start;
    if (within < 0 || within >= buffer.limit()) {
      start = streamPos;
      buffer.clear();
      channel.position(start);
      channel.read(buffer);
      buffer.flip();
      return buffer.hasRemaining();
    }
    buffer.position((int) within);
    return true;
  }
}
