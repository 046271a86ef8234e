package ai.stego.vit.weights;

import ai.stego.tensor.io.DataType;
import java.util.Map;

/** A run of elements in a torch file that tensors look into. */
final class TorchStorage {
  private static final Map<String, DataType> TYPES =
      Map.of(
          "DoubleStorage", DataType.F64,
          "FloatStorage", DataType.F32,
          "HalfStorage", DataType.F16,
          "BFloat16Storage", DataType.BF16,
          "LongStorage", DataType.I64,
          "IntStorage", DataType.I32,
          "ShortStorage", DataType.I16,
          "CharStorage", DataType.I8,
          "ByteStorage", DataType.U8,
          "BoolStorage", DataType.BOOL);

  private static final long UNKNOWN = -1;

  private final DataType type;
  private final long count;
  private long offset = UNKNOWN;

  TorchStorage(DataType type, long count) {
    this.type = type;
    this.count = count;
  }

  /** The element type of a storage class in Python, null if it has none here. */
  static DataType typeOf(Object storageClass) {
    return storageClass instanceof OpaqueRecord global && global.module().equals("torch")
        ? TYPES.get(global.name())
        : null;
  }

  DataType type() {
    return type;
  }

  long count() {
    return count;
  }

  boolean isPlaced() {
    return offset != UNKNOWN;
  }

  /** Says where the first element is, in bytes from the file's start. */
  void place(long newOffset) {
    offset = newOffset;
  }

  long offset() {
    return offset;
  }
}
