package ai.stego.vit.weights;

import ai.stego.tensor.InputException;
import ai.stego.tensor.Shape;
import ai.stego.tensor.io.NamedTensors;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Tensors of another source under other names, some made of several, one above the other. */
final class JoinedTensors implements NamedTensors {
  private final NamedTensors source;
  private final Map<String, List<String>> parts;

  JoinedTensors(NamedTensors source, Map<String, List<String>> parts) {
    this.source = source;
    this.parts = Collections.unmodifiableMap(new LinkedHashMap<>(parts));
  }

  @Override
  public String source() {
    return source.source();
  }

  @Override
  public Set<String> names() {
    return parts.keySet();
  }

  @Override
  public Shape shape(String name) {
    List<String> of = find(name);
    Shape first = source.shape(of.get(0));
    return of.size() == 1 ? first : first.withLeading(first.axis(0) * of.size());
  }

  @Override
  public float[] values(String name) {
    List<String> of = find(name);
    if (of.size() == 1) {
      return source.values(of.get(0));
    }
    float[] joined = new float[Math.toIntExact(shape(name).size())];
    int at = 0;
    for (String part : of) {
      float[] values = source.values(part);
      System.arraycopy(values, 0, joined, at, values.length);
      at += values.length;
    }
    return joined;
  }

  private List<String> find(String name) {
    List<String> of = parts.get(name);
    if (of == null) {
      throw new InputException(source() + ": no tensor named " + name);
    }
    return of;
  }
}
