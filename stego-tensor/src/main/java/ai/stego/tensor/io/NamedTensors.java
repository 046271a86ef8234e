package ai.stego.tensor.io;

import ai.stego.tensor.InputException;
import ai.stego.tensor.Shape;
import java.util.Map;
import java.util.Set;

/** Tensors by name, wherever they come from; values are float32 whatever the source holds. */
public interface NamedTensors {
  /**
   * Where the tensors come from.
   *
   * @return a file's name or another name, for messages
   */
  String source();

  /**
   * All names.
   *
   * @return the names in the order of the source; unmodifiable
   */
  Set<String> names();

  /**
   * The shape of one tensor.
   *
   * @param name its name
   * @return its shape
   * @throws InputException if there is no such tensor
   */
  Shape shape(String name);

  /**
   * The values of one tensor, converted to float32 (nearest where the source is wider).
   *
   * @param name its name
   * @return the values, row-major, in an array of the caller's own
   * @throws InputException if there is no such tensor, or it has more values than an array can hold
   */
  float[] values(String name);

  /**
   * Whether there is a tensor of this name.
   *
   * @param name any name
   * @return true if there is
   */
  default boolean contains(String name) {
    return names().contains(name);
  }

  /**
   * One tensor with its shape.
   *
   * @param name its name
   * @return a copy
   * @throws InputException if there is no such tensor, or it has more values than an array can hold
   */
  default HostTensor get(String name) {
    return new HostTensor(shape(name), values(name));
  }

  /**
   * The tensors whose names start with a prefix, under their names without it; a view.
   *
   * @param prefix the prefix, such as {@code "backbone."}
   * @return the view, empty if no name starts so
   */
  default NamedTensors withPrefix(String prefix) {
    return TensorView.withPrefix(this, prefix);
  }

  /**
   * Some of the tensors under other names; a view.
   *
   * @param originals from each new name to the name here; their order is the view's order
   * @return the view; names that are not in the map are left out
   * @throws InputException if one of the originals does not exist
   */
  default NamedTensors renamed(Map<String, String> originals) {
    return new TensorView(this, originals);
  }

  /**
   * Tensors in memory.
   *
   * @param source a name for messages
   * @param tensors the tensors; their order is kept
   * @return the tensors; their values are not copied until they are asked for
   */
  static NamedTensors of(String source, Map<String, HostTensor> tensors) {
    return new MemoryTensors(source, tensors);
  }
}
