package ai.stego.vit.weights;

import ai.stego.tensor.io.FormatException;
import ai.stego.tensor.io.MappedFile;
import ai.stego.tensor.io.SafeTensors;
import ai.stego.tensor.io.TensorFile;
import java.io.IOException;
import java.nio.file.Path;

/** Opens weight files of any format, told apart by their first bytes, not by their names. */
public final class WeightSource {
  private static final int SNIFFED_BYTES = 9;
  private static final int SAFETENSORS_LENGTH_BYTES = 8;

  private WeightSource() {}

  /**
   * Opens a file.
   *
   * @param path a torch file (zip or older format) or a safetensors file
   * @return the open file
   * @throws FormatException if it is damaged or something else: one line that says what it seems to
   *     be
   * @throws IOException if it does not exist, is a folder or cannot be read
   */
  public static TensorFile open(Path path) throws IOException {
    byte[] start = new byte[SNIFFED_BYTES];
    long size;
    try (MappedFile file = MappedFile.open(path)) {
      size = file.size();
      file.read(0, start, (int) Math.min(SNIFFED_BYTES, size));
    }
    if (TorchFile.startsWithZip(start) || TorchFile.startsWithPickle(start)) {
      return TorchFile.open(path);
    }
    // A header under 100 MB leaves the upper half of its 64-bit length zero.
    boolean lengthIsSmall = (start[4] | start[5] | start[6] | start[7]) == 0;
    if (size >= SNIFFED_BYTES && lengthIsSmall && start[SAFETENSORS_LENGTH_BYTES] == '{') {
      return SafeTensors.open(path);
    }
    throw new FormatException(path.toString(), guess(start, size));
  }

  private static String guess(byte[] start, long size) {
    String wanted = ", not a torch or safetensors file";
    if (size == 0) {
      return "an empty file" + wanted;
    }
    if (start[0] == 0x1F && start[1] == (byte) 0x8B) {
      return "a gzip archive" + wanted + ": unpack it first";
    }
    if (start[0] == '<') {
      return "an HTML or XML page" + wanted + ": the download went wrong";
    }
    if (start[0] == 'P' && start[1] == 'K') {
      return "an empty or spanned zip archive" + wanted;
    }
    for (int i = 0; i < Math.min(size, start.length); i++) {
      if (start[i] < ' ' && start[i] != '\n' && start[i] != '\r' && start[i] != '\t') {
        return "an unknown format" + wanted;
      }
    }
    return "a text file" + wanted;
  }
}
