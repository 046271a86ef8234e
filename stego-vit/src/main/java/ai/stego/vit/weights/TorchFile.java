package ai.stego.vit.weights;

import ai.stego.tensor.InputException;
import ai.stego.tensor.Shape;
import ai.stego.tensor.io.DataType;
import ai.stego.tensor.io.FormatException;
import ai.stego.tensor.io.MappedFile;
import ai.stego.tensor.io.TensorFile;
import ai.stego.tensor.io.TensorInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A file that {@code torch.save} wrote ({@code .pth}, {@code .pt}, {@code .ckpt}), zip or older
 * format. Tensors in nested dictionaries and lists are named by their keys and indices joined with
 * dots; shared storages and strided views are understood. Nothing in the file is ever run: see
 * {@link OpaqueRecord}.
 */
public final class TorchFile implements TensorFile {
  private static final int ZIP_MAGIC = 0x04034b50;
  private static final int PICKLE_MAGIC = 0x80;
  private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

  private final MappedFile file;
  private final Object root;
  private final Map<String, TorchTensor> tensors;

  private TorchFile(MappedFile file, Object root) throws FormatException {
    this.file = file;
    this.root = root;
    this.tensors = Collections.unmodifiableMap(TensorTree.flatten(file.path().toString(), root));
  }

  /**
   * Opens a file: reads its structure and checks that every tensor lies within the file.
   *
   * @param path the file
   * @return the open file
   * @throws FormatException if it is not a sound torch file
   * @throws IOException if it does not exist or cannot be read
   */
  public static TorchFile open(Path path) throws IOException {
    MappedFile file = MappedFile.open(path);
    boolean opened = false;
    try {
      byte[] magic = new byte[4];
      file.read(0, magic, (int) Math.min(magic.length, file.size()));
      Object root;
      if (startsWithZip(magic)) {
        root = TorchContents.readZip(file);
      } else if (startsWithPickle(magic)) {
        root = TorchContents.readLegacy(file);
      } else {
        throw new FormatException(path.toString(), "not a torch file", 0);
      }
      TorchFile torch = new TorchFile(file, root);
      if (torch.tensors.isEmpty()) {
        throw new FormatException(
            path.toString(), "holds no tensors, only " + OpaqueRecord.describe(root));
      }
      opened = true;
      return torch;
    } finally {
      if (!opened) {
        file.close();
      }
    }
  }

  static boolean startsWithZip(byte[] magic) {
    return magic[0] == (byte) ZIP_MAGIC
        && magic[1] == (byte) (ZIP_MAGIC >> 8)
        && magic[2] == (byte) (ZIP_MAGIC >> 16)
        && magic[3] == (byte) (ZIP_MAGIC >> 24);
  }

  static boolean startsWithPickle(byte[] magic) {
    return magic[0] == (byte) PICKLE_MAGIC && magic[1] >= 2 && magic[1] <= 5;
  }

  /**
   * Everything the file holds, tensors aside: for configuration and training state.
   *
   * @return maps, lists, texts, Long, BigInteger, Double, Boolean, byte arrays, null and {@link
   *     OpaqueRecord}s as the pickle nests them; tensors are there as objects without use
   */
  public Object tree() {
    return root;
  }

  @Override
  public Path path() {
    return file.path();
  }

  @Override
  public String source() {
    return file.path().toString();
  }

  /** {@inheritDoc} Torch files have none; see {@link #tree}. */
  @Override
  public Map<String, String> metadata() {
    return Map.of();
  }

  @Override
  public Set<String> names() {
    return tensors.keySet();
  }

  @Override
  public List<TensorInfo> tensors() {
    return tensors.entrySet().stream()
        .map(
            entry -> {
              DataType type = entry.getValue().storage().type();
              Shape shape = entry.getValue().shape();
              return new TensorInfo(
                  entry.getKey(), type.name(), shape, shape.size() * type.bytes());
            })
        .toList();
  }

  @Override
  public Shape shape(String name) {
    return find(name).shape();
  }

  @Override
  public float[] values(String name) {
    TorchTensor tensor = tensor(name);
    float[] span = file.floats(tensor.storage().type(), tensor.offset(), tensor.span());
    if (tensor.isContiguous()) {
      return span;
    }
    int[] places = tensor.places();
    float[] values = new float[places.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = span[places[i]];
    }
    return values;
  }

  @Override
  public double[] doubles(String name) {
    TorchTensor tensor = tensor(name);
    double[] span = file.doubles(tensor.storage().type(), tensor.offset(), tensor.span());
    if (tensor.isContiguous()) {
      return span;
    }
    int[] places = tensor.places();
    double[] values = new double[places.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = span[places[i]];
    }
    return values;
  }

  @Override
  public long[] integers(String name) {
    TorchTensor tensor = tensor(name);
    DataType type = tensor.storage().type();
    if (type.isFloat()) {
      throw new InputException(source() + ": tensor " + name + " holds " + type + ", not integers");
    }
    long[] span = file.integers(type, tensor.offset(), tensor.span());
    if (tensor.isContiguous()) {
      return span;
    }
    int[] places = tensor.places();
    long[] values = new long[places.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = span[places[i]];
    }
    return values;
  }

  @Override
  public void close() {
    file.close();
  }

  private TorchTensor tensor(String name) {
    TorchTensor tensor = find(name);
    if (tensor.shape().size() > MAX_ARRAY || tensor.span() > MAX_ARRAY) {
      throw new InputException(
          source() + ": tensor " + name + " has more values than an array can hold");
    }
    return tensor;
  }

  private TorchTensor find(String name) {
    TorchTensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new InputException(source() + ": no tensor named " + name);
    }
    return tensor;
  }
}
