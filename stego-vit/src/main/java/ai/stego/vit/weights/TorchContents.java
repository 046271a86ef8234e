package ai.stego.vit.weights;

import ai.stego.tensor.io.DataType;
import ai.stego.tensor.io.FormatException;
import ai.stego.tensor.io.MappedFile;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code torch.save} wrote, in either of its formats: a zip archive with one pickle and one
 * entry for each storage (PyTorch 1.6 and later), or five pickles followed by the storages
 * (before).
 */
final class TorchContents {
  private static final BigInteger LEGACY_MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
  private static final long LEGACY_PROTOCOL = 1001;
  private static final String PICKLE_ENTRY = "data.pkl";

  private final MappedFile file;
  private final Map<String, TorchStorage> storages = new HashMap<>();

  private TorchContents(MappedFile file) {
    this.file = file;
  }

  static Object readZip(MappedFile file) throws FormatException {
    return new TorchContents(file).zip();
  }

  static Object readLegacy(MappedFile file) throws FormatException {
    return new TorchContents(file).legacy();
  }

  private Object zip() throws FormatException {
    Map<String, StoredZip.Entry> entries = StoredZip.read(file);
    String name =
        entries.keySet().stream()
            .filter(entry -> entry.matches("([^/]*/)?data\\.pkl"))
            .findFirst()
            .orElseThrow(() -> fault("a zip archive without " + PICKLE_ENTRY + ", not torch's", 0));
    String folder = name.substring(0, name.length() - PICKLE_ENTRY.length());
    StoredZip.Entry order = entries.get(folder + "byteorder");
    if (order != null && order.bytes() != "little".length()) {
      throw fault("its numbers are not little-endian", order.offset());
    }
    StoredZip.Entry pickle = entries.get(name);
    long end = pickle.offset() + pickle.bytes();
    PickleInput in = new PickleInput(file, pickle.offset(), end);
    PickleMachine machine =
        new PickleMachine(
            in,
            description -> {
              TorchStorage storage = describe(in, description);
              if (!storage.isPlaced()) {
                String key = folder + "data/" + description.get(2);
                storage.place(place(in, storage, key, entries.get(key)));
              }
              return storage;
            });
    return machine.read();
  }

  private static long place(PickleInput in, TorchStorage storage, String key, StoredZip.Entry entry)
      throws FormatException {
    if (entry == null) {
      throw in.fault("storage " + key + " is not in the archive");
    }
    if (storage.count() > entry.bytes() / storage.type().bytes()) {
      throw in.fault(
          "storage "
              + key
              + " claims "
              + storage.count()
              + " elements in "
              + entry.bytes()
              + " bytes");
    }
    return entry.offset();
  }

  /** The storage of a description (storage, class, key, location, count, ...): one for each key. */
  private TorchStorage describe(PickleInput in, List<?> description) throws FormatException {
    DataType type = TorchStorage.typeOf(description.get(1));
    if (type == null
        || !(description.get(2) instanceof String key)
        || !(description.get(4) instanceof Long count)
        || count < 0) {
      throw in.fault("a storage of unknown type: " + OpaqueRecord.describe(description.get(1)));
    }
    TorchStorage known = storages.computeIfAbsent(key, k -> new TorchStorage(type, count));
    if (known.type() != type || known.count() != count) {
      throw in.fault("storage " + key + " is described in two ways");
    }
    return known;
  }

  private Object legacy() throws FormatException {
    PickleInput in = new PickleInput(file, 0, file.size());
    if (!LEGACY_MAGIC.equals(plain(in).read())) {
      throw fault("a pickle, but not of torch", 0);
    }
    if (!Long.valueOf(LEGACY_PROTOCOL).equals(plain(in).read())) {
      throw in.fault("torch's protocol " + LEGACY_PROTOCOL + " expected");
    }
    if (!(plain(in).read() instanceof Map<?, ?> system)
        || !Boolean.TRUE.equals(system.get("little_endian"))) {
      throw in.fault("its numbers are not little-endian");
    }
    Object root = new PickleMachine(in, description -> legacyStorage(in, description)).read();
    if (!(plain(in).read() instanceof List<?> keys)) {
      throw in.fault("the list of storages is missing");
    }
    placeInOrder(in, keys);
    return root;
  }

  private PickleMachine plain(PickleInput in) {
    return new PickleMachine(
        in,
        description -> {
          throw in.fault("a storage where none belongs");
        });
  }

  private TorchStorage legacyStorage(PickleInput in, List<?> description) throws FormatException {
    if (description.size() > 5 && description.get(5) != null) {
      throw in.fault("storage views of PyTorch before 0.4 are not supported");
    }
    return describe(in, description);
  }

  private void placeInOrder(PickleInput in, List<?> keys) throws FormatException {
    long at = in.position();
    byte[] count = new byte[Long.BYTES];
    for (Object key : keys) {
      TorchStorage storage = key instanceof String name ? storages.get(name) : null;
      if (storage == null || storage.isPlaced()) {
        throw in.fault("the list of storages does not fit the tensors");
      }
      if (at > file.size() - count.length) {
        throw fault("the storages are truncated", at);
      }
      file.read(at, count, count.length);
      at += count.length;
      if (storage.count() != littleEndian(count)
          || storage.count() > (file.size() - at) / storage.type().bytes()) {
        throw fault("storage " + key + " of " + storage.count() + " elements does not fit", at);
      }
      storage.place(at);
      at += storage.count() * storage.type().bytes();
    }
    if (!storages.values().stream().allMatch(TorchStorage::isPlaced)) {
      throw fault("a storage is missing", at);
    }
  }

  private static long littleEndian(byte[] bytes) {
    long value = 0;
    for (int i = bytes.length - 1; i >= 0; i--) {
      value = value << 8 | (bytes[i] & 0xFF);
    }
    return value;
  }

  private FormatException fault(String what, long offset) {
    return new FormatException(file.path().toString(), what, offset);
  }
}
