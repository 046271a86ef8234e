package ai.stego.nn;

import ai.stego.tensor.Backend;
import ai.stego.tensor.InputException;
import ai.stego.tensor.Shape;
import ai.stego.tensor.io.HostTensor;
import ai.stego.tensor.io.NamedTensors;
import ai.stego.tensor.io.TensorProblems;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Parameters in a fixed order, each of another name.
 *
 * @param backend where they live
 * @param list the parameters; unmodifiable
 */
public record Parameters(Backend backend, List<Parameter> list) {
  /**
   * Checks the names.
   *
   * @param backend where they live
   * @param list the parameters; copied
   * @throws InputException if two have the same name
   */
  public Parameters {
    list = List.copyOf(list);
    Set<String> names = new HashSet<>();
    for (Parameter parameter : list) {
      if (!names.add(parameter.name())) {
        throw new InputException("parameters: two are named " + parameter.name());
      }
    }
  }

  /**
   * These parameters, then others.
   *
   * @param others more parameters, on the same backend
   * @return all of them
   * @throws InputException if two have the same name, or the backends differ
   */
  public Parameters and(Parameters others) {
    if (others.backend != backend) {
      throw new InputException("parameters: they live on two backends");
    }
    List<Parameter> all = new ArrayList<>(list);
    all.addAll(others.list);
    return new Parameters(backend, all);
  }

  /**
   * How many numbers are learnt.
   *
   * @return the sum of all sizes
   */
  public long count() {
    return list.stream().mapToLong(parameter -> parameter.value().size()).sum();
  }

  /** Sets all gradients to zero, as every step begins. */
  public void zeroGradients() {
    for (Parameter parameter : list) {
      backend.matrix().fill(0, parameter.gradient());
    }
  }

  /**
   * Copies the values out.
   *
   * @param source a name for messages
   * @return the values by name; later steps do not change them
   */
  public NamedTensors save(String source) {
    Map<String, HostTensor> values = new LinkedHashMap<>();
    for (Parameter parameter : list) {
      values.put(parameter.name(), new HostTensor(parameter.shape(), parameter.value().toArray()));
    }
    return NamedTensors.of(source, values);
  }

  /**
   * Overwrites all values with saved ones, or none.
   *
   * @param saved exactly one tensor for each parameter, of its name and shape
   * @throws InputException if tensors are missing, unexpected or misshapen; names them all
   */
  public void restore(NamedTensors saved) {
    Map<String, Shape> expected = new LinkedHashMap<>();
    list.forEach(parameter -> expected.put(parameter.name(), parameter.shape()));
    Map<String, float[]> values =
        TensorProblems.readExactly(saved, expected, "not the parameters of this model");
    list.forEach(parameter -> parameter.value().write(values.get(parameter.name())));
  }
}
