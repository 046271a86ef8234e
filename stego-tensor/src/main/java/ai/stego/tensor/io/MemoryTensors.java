package ai.stego.tensor.io;

import ai.stego.tensor.InputException;
import ai.stego.tensor.Shape;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Named tensors that are held in memory. */
final class MemoryTensors implements NamedTensors {
  private final String source;
  private final Map<String, HostTensor> tensors;

  MemoryTensors(String source, Map<String, HostTensor> tensors) {
    this.source = source;
    this.tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
  }

  @Override
  public String source() {
    return source;
  }

  @Override
  public Set<String> names() {
    return tensors.keySet();
  }

  @Override
  public Shape shape(String name) {
    return find(name).shape();
  }

  @Override
  public float[] values(String name) {
    return find(name).values().clone();
  }

  private HostTensor find(String name) {
    HostTensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new InputException(source + ": no tensor named " + name);
    }
    return tensor;
  }
}
