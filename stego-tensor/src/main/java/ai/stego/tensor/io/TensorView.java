package ai.stego.tensor.io;

import ai.stego.tensor.InputException;
import ai.stego.tensor.Shape;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Tensors of another source under other names. */
final class TensorView implements NamedTensors {
  private final NamedTensors source;
  private final Map<String, String> originals;

  TensorView(NamedTensors source, Map<String, String> originals) {
    this.source = source;
    this.originals = Collections.unmodifiableMap(new LinkedHashMap<>(originals));
    for (String original : this.originals.values()) {
      if (!source.contains(original)) {
        throw new InputException(source.source() + ": no tensor named " + original);
      }
    }
  }

  static TensorView withPrefix(NamedTensors source, String prefix) {
    Map<String, String> originals = new LinkedHashMap<>();
    for (String name : source.names()) {
      if (name.startsWith(prefix)) {
        originals.put(name.substring(prefix.length()), name);
      }
    }
    return new TensorView(source, originals);
  }

  @Override
  public String source() {
    return source.source();
  }

  @Override
  public Set<String> names() {
    return originals.keySet();
  }

  @Override
  public Shape shape(String name) {
    return source.shape(original(name));
  }

  @Override
  public float[] values(String name) {
    return source.values(original(name));
  }

  private String original(String name) {
    String original = originals.get(name);
    if (original == null) {
      throw new InputException(source() + ": no tensor named " + name);
    }
    return original;
  }
}
