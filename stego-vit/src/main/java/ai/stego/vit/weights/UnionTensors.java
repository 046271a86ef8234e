package ai.stego.vit.weights;

import ai.stego.tensor.InputException;
import ai.stego.tensor.Shape;
import ai.stego.tensor.io.NamedTensors;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Tensors of several sources, each behind a prefix of its own. */
final class UnionTensors implements NamedTensors {
  private record Origin(NamedTensors tensors, String name) {}

  private final String source;
  private final Map<String, Origin> origins = new LinkedHashMap<>();

  UnionTensors(String source) {
    this.source = source;
  }

  UnionTensors add(String prefix, NamedTensors tensors) {
    for (String name : tensors.names()) {
      origins.put(prefix + name, new Origin(tensors, name));
    }
    return this;
  }

  @Override
  public String source() {
    return source;
  }

  @Override
  public Set<String> names() {
    return Collections.unmodifiableSet(origins.keySet());
  }

  @Override
  public Shape shape(String name) {
    return find(name).tensors().shape(find(name).name());
  }

  @Override
  public float[] values(String name) {
    return find(name).tensors().values(find(name).name());
  }

  private Origin find(String name) {
    Origin origin = origins.get(name);
    if (origin == null) {
      throw new InputException(source + ": no tensor named " + name);
    }
    return origin;
  }
}
