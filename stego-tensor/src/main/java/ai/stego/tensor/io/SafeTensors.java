package ai.stego.tensor.io;

import ai.stego.tensor.InputException;
import ai.stego.tensor.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A safetensors file, mapped into memory: any size, all element types of the format, read into
 * float32 on demand. Source: the format's description at github.com/huggingface/safetensors.
 */
public final class SafeTensors implements TensorFile {
  private final MappedFile file;
  private final Map<String, SafeTensorsHeader.Entry> entries;
  private final Map<String, String> metadata;

  private SafeTensors(MappedFile file, SafeTensorsHeader header) {
    this.file = file;
    this.entries = header.entries();
    this.metadata = header.metadata();
  }

  /**
   * Opens a file and checks its header against the format's rules and the file's size.
   *
   * @param path the file
   * @return the open file
   * @throws FormatException if it is not a sound safetensors file
   * @throws IOException if it does not exist or cannot be read
   */
  public static SafeTensors open(Path path) throws IOException {
    return open(MappedFile.open(path));
  }

  static SafeTensors open(MappedFile file) throws IOException {
    boolean opened = false;
    try {
      SafeTensors tensors = new SafeTensors(file, SafeTensorsHeader.read(file));
      opened = true;
      return tensors;
    } finally {
      if (!opened) {
        file.close();
      }
    }
  }

  @Override
  public Path path() {
    return file.path();
  }

  @Override
  public String source() {
    return file.path().toString();
  }

  @Override
  public Map<String, String> metadata() {
    return metadata;
  }

  @Override
  public Set<String> names() {
    return entries.keySet();
  }

  @Override
  public List<TensorInfo> tensors() {
    return entries.values().stream()
        .map(e -> new TensorInfo(e.name(), e.type().name(), e.shape(), e.bytes()))
        .toList();
  }

  @Override
  public Shape shape(String name) {
    return entry(name).shape();
  }

  @Override
  public float[] values(String name) {
    SafeTensorsHeader.Entry entry = entry(name);
    return file.floats(entry.type(), entry.offset(), entry.shape().size());
  }

  @Override
  public double[] doubles(String name) {
    SafeTensorsHeader.Entry entry = entry(name);
    return file.doubles(entry.type(), entry.offset(), entry.shape().size());
  }

  @Override
  public long[] integers(String name) {
    SafeTensorsHeader.Entry entry = entry(name);
    if (entry.type().isFloat()) {
      throw new InputException(
          source() + ": tensor " + name + " holds " + entry.type() + ", not integers");
    }
    return file.integers(entry.type(), entry.offset(), entry.shape().size());
  }

  @Override
  public void close() {
    file.close();
  }

  private SafeTensorsHeader.Entry entry(String name) {
    SafeTensorsHeader.Entry entry = entries.get(name);
    if (entry == null) {
      throw new InputException(source() + ": no tensor named " + name);
    }
    return entry;
  }
}
