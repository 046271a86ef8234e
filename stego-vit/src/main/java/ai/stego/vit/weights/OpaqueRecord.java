package ai.stego.vit.weights;

import ai.stego.tensor.io.FormatException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A Python object or class that a pickle names and that is not built: its name and what the pickle
 * would have handed to it, kept as data. Nothing is ever loaded or run. May refer to itself.
 */
public final class OpaqueRecord {
  private final String module;
  private final String name;
  private final List<Object> arguments;
  private final Map<Object, Object> items = new LinkedHashMap<>();
  private final List<Object> elements = new ArrayList<>();
  private Object state;

  OpaqueRecord(String module, String name, List<Object> arguments) {
    this.module = module;
    this.name = name;
    this.arguments = arguments;
  }

  /**
   * The Python module.
   *
   * @return such as {@code "omegaconf.dictconfig"}
   */
  public String module() {
    return module;
  }

  /**
   * The class or function.
   *
   * @return such as {@code "DictConfig"}
   */
  public String name() {
    return name;
  }

  /**
   * The arguments of the call that was not made.
   *
   * @return the arguments; empty for a bare class
   */
  public List<Object> arguments() {
    return Collections.unmodifiableList(arguments);
  }

  /**
   * The state that the object would have been given, usually its attributes by name.
   *
   * @return a map or whatever the pickle holds, null if nothing
   */
  public Object state() {
    return state;
  }

  /**
   * The entries that the object would have been given if it is a kind of dictionary.
   *
   * @return the entries; empty if none
   */
  public Map<Object, Object> items() {
    return Collections.unmodifiableMap(items);
  }

  /**
   * The elements that the object would have been given if it is a kind of list or set.
   *
   * @return the elements; empty if none
   */
  public List<Object> elements() {
    return Collections.unmodifiableList(elements);
  }

  void setState(Object newState) {
    state = newState;
  }

  void put(Object key, Object value) {
    items.put(key, value);
  }

  void add(Object element) {
    elements.add(element);
  }

  /**
   * What kind of thing a pickle holds, for a message. A container is never printed: it may hold
   * itself, or double its size with every level.
   */
  static String describe(Object value) {
    if (value == null) {
      return "None";
    }
    if (value instanceof OpaqueRecord record) {
      return FormatException.oneLine(record.toString());
    }
    if (value instanceof Map<?, ?>) {
      return "a dictionary";
    }
    if (value instanceof Set<?>) {
      return "a set";
    }
    return value instanceof List<?> ? "a list" : "a " + value.getClass().getSimpleName();
  }

  @Override
  public String toString() {
    return "opaque " + module + "." + name;
  }
}
