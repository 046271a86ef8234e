package ai.stego.vit.weights;

import ai.stego.tensor.io.FormatException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Collects the tensors of nested dictionaries and lists under names joined with dots. What a
 * hostile file could multiply (visits of shared containers, depth, length of names) is bounded.
 */
final class TensorTree {
  private static final int MAX_DEPTH = 64;
  private static final int MAX_NAME = 1024;
  private static final int MAX_VISITS = PickleMachine.MAX_WORK;
  private static final long MAX_NAME_CHARACTERS = 64L << 20;

  private final String file;
  private final Map<String, TorchTensor> tensors = new LinkedHashMap<>();
  private int visits;
  private long characters;

  private TensorTree(String file) {
    this.file = file;
  }

  static Map<String, TorchTensor> flatten(String file, Object root) throws FormatException {
    TensorTree tree = new TensorTree(file);
    tree.visit("", root, 0);
    return tree.tensors;
  }

  private void visit(String name, Object value, int depth) throws FormatException {
    if (++visits > MAX_VISITS || depth > MAX_DEPTH) {
      throw new FormatException(file, "its dictionaries are nested too deep or without end");
    }
    if (value instanceof TorchTensor tensor) {
      add(name.isEmpty() ? "tensor" : name, tensor);
    } else if (value instanceof Map<?, ?> map) {
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        if (entry.getKey() instanceof String || entry.getKey() instanceof Long) {
          visit(join(name, entry.getKey().toString()), entry.getValue(), depth + 1);
        }
      }
    } else if (value instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        visit(join(name, Integer.toString(i)), list.get(i), depth + 1);
      }
    }
  }

  private String join(String name, String key) throws FormatException {
    if (name.length() + key.length() > MAX_NAME) {
      throw new FormatException(file, "a tensor's name is over " + MAX_NAME + " characters long");
    }
    return name.isEmpty() ? key : name + "." + key;
  }

  private void add(String name, TorchTensor tensor) throws FormatException {
    characters += name.length();
    if (characters > MAX_NAME_CHARACTERS) {
      throw new FormatException(file, "its tensors' names are too long");
    }
    if (tensors.put(name, tensor) != null) {
      throw new FormatException(file, "two tensors are named " + name);
    }
  }
}
