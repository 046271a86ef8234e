package ai.stego.vit.weights;

import ai.stego.tensor.io.FormatException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The only things a pickle can have built: containers, bytes, torch's storages, tensors and
 * parameters. Every other name becomes an {@link OpaqueRecord}; nothing is looked up or run.
 */
final class PickleObjects {
  /** Turns what a pickle says of a storage into one that knows where its values are. */
  interface StorageFinder {
    TorchStorage find(List<?> description) throws FormatException;
  }

  private final PickleMachine machine;
  private final StorageFinder storages;

  PickleObjects(PickleMachine machine, StorageFinder storages) {
    this.machine = machine;
    this.storages = storages;
  }

  TorchStorage storage(Object description) throws FormatException {
    if (description instanceof List<?> list && list.size() >= 5 && "storage".equals(list.get(0))) {
      return storages.find(list);
    }
    throw machine.fault("a persistent object that is no torch storage");
  }

  Object call(Object callee, Object arguments) throws FormatException {
    if (!(callee instanceof OpaqueRecord target) || !(arguments instanceof List<?> list)) {
      throw machine.fault("a call of something that is no class");
    }
    String name = target.module() + "." + target.name();
    return switch (name) {
      case "torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v2" -> tensor(list);
      case "torch._utils._rebuild_parameter",
          "torch._utils._rebuild_parameter_with_state",
          "torch.nn.parameter.Parameter" ->
          parameter(list);
      case "collections.OrderedDict", "builtins.dict", "__builtin__.dict" -> map(list);
      case "collections.defaultdict" -> new LinkedHashMap<>();
      case "builtins.set", "__builtin__.set", "builtins.frozenset", "__builtin__.frozenset" -> {
        Set<Object> set = new LinkedHashSet<>();
        addAll(set, onlyList(list));
        yield set;
      }
      case "builtins.list", "__builtin__.list" -> copy(onlyList(list));
      case "builtins.tuple", "__builtin__.tuple", "torch.Size" ->
          Collections.unmodifiableList(copy(onlyList(list)));
      case "_codecs.encode" -> bytes(list);
      default -> new OpaqueRecord(target.module(), target.name(), copy(list));
    };
  }

  void build(Object target, Object state) {
    // Attributes of dictionaries and tensors, such as _metadata, say nothing about values.
    if (target instanceof OpaqueRecord opaque) {
      opaque.setState(state);
    }
  }

  void putAll(Object target, List<?> pairs) throws FormatException {
    if (pairs.size() % 2 != 0) {
      throw machine.fault("a dictionary key without a value");
    }
    for (int i = 0; i < pairs.size(); i += 2) {
      Object key = key(pairs.get(i));
      if (target instanceof OpaqueRecord opaque) {
        opaque.put(key, pairs.get(i + 1));
      } else if (target instanceof Map<?, ?>) {
        @SuppressWarnings("unchecked") // Only maps of objects are ever made here.
        Map<Object, Object> map = (Map<Object, Object>) target;
        map.put(key, pairs.get(i + 1));
      } else {
        throw machine.fault("entries put into something that is no dictionary");
      }
    }
  }

  void addAll(Object target, List<?> elements) throws FormatException {
    for (Object element : elements) {
      if (target instanceof OpaqueRecord opaque) {
        opaque.add(element);
      } else if (target instanceof Set<?>) {
        @SuppressWarnings("unchecked") // Only sets of objects are ever made here.
        Set<Object> set = (Set<Object>) target;
        set.add(key(element));
      } else if (target instanceof ArrayList<?>) {
        @SuppressWarnings("unchecked") // Only lists of objects are ever made here.
        List<Object> list = (List<Object>) target;
        list.add(element);
      } else {
        throw machine.fault("elements added to something that is no list or set");
      }
    }
  }

  /** Hashing a container could recurse without end, so containers become keys by identity. */
  private Object key(Object value) throws FormatException {
    if (value instanceof List<?> tuple) {
      machine.charge(tuple.size());
      return new OpaqueRecord("builtins", "tuple", new ArrayList<>(tuple));
    }
    if (value instanceof Map<?, ?> || value instanceof Set<?>) {
      throw machine.fault("a dictionary key that cannot be one");
    }
    return value;
  }

  private Map<Object, Object> map(List<?> arguments) throws FormatException {
    Map<Object, Object> map = new LinkedHashMap<>();
    for (Object pair : onlyList(arguments)) {
      if (!(pair instanceof List<?> list) || list.size() != 2) {
        throw machine.fault("a dictionary made from something that is no pair");
      }
      putAll(map, list);
    }
    return map;
  }

  private List<?> onlyList(List<?> arguments) throws FormatException {
    if (arguments.isEmpty()) {
      return List.of();
    }
    if (arguments.size() > 1 || !(arguments.get(0) instanceof List<?> list)) {
      throw machine.fault("a container made from something that is no list");
    }
    machine.charge(list.size());
    return list;
  }

  private List<Object> copy(List<?> list) throws FormatException {
    machine.charge(list.size());
    return new ArrayList<>(list);
  }

  private byte[] bytes(List<?> arguments) throws FormatException {
    if (arguments.isEmpty() || !(arguments.get(0) instanceof String text)) {
      throw machine.fault("bytes made from something that is no text");
    }
    machine.charge(text.length() / Long.BYTES);
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private Object tensor(List<?> arguments) throws FormatException {
    if (arguments.size() < 4
        || !(arguments.get(0) instanceof TorchStorage storage)
        || !(arguments.get(1) instanceof Long offset)
        || !(arguments.get(2) instanceof List<?> size)
        || !(arguments.get(3) instanceof List<?> stride)) {
      throw machine.fault("a tensor that is not described by storage, offset, size and stride");
    }
    try {
      return TorchTensor.of(storage, offset, size, stride);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw machine.fault("a tensor that cannot be: " + e.getMessage());
    }
  }

  private Object parameter(List<?> arguments) throws FormatException {
    if (arguments.isEmpty() || !(arguments.get(0) instanceof TorchTensor tensor)) {
      throw machine.fault("a parameter without a tensor");
    }
    return tensor;
  }
}
