package ai.stego.nn.optim;

import ai.stego.nn.Parameter;
import ai.stego.nn.Parameters;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Shape;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.io.HostTensor;
import ai.stego.tensor.io.NamedTensors;
import ai.stego.tensor.io.TensorProblems;
import java.util.LinkedHashMap;
import java.util.Map;

/** What an optimizer remembers: how many steps it took, and tensors beside each parameter. */
final class StepMemory {
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();
  private long steps;

  /** Makes a tensor of zeros for each parameter and kind, named {@code PARAMETER.KIND}. */
  StepMemory(Parameters parameters, Scope owner, String... kinds) {
    for (Parameter parameter : parameters.list()) {
      for (String kind : kinds) {
        Shape shape = parameter.shape();
        Tensor zeros = owner.tensor(shape);
        parameters.backend().matrix().fill(0, zeros);
        tensors.put(name(parameter, kind), zeros);
      }
    }
  }

  private static String name(Parameter parameter, String kind) {
    return parameter.name() + "." + kind;
  }

  Tensor tensor(Parameter parameter, String kind) {
    return tensors.get(name(parameter, kind));
  }

  long steps() {
    return steps;
  }

  /** Counts one more step and gives its number, from 1. */
  long next() {
    return ++steps;
  }

  NamedTensors save(String source) {
    Map<String, HostTensor> values = new LinkedHashMap<>();
    values.put(StepCount.NAME, StepCount.encode(steps));
    tensors.forEach(
        (name, tensor) -> values.put(name, new HostTensor(tensor.shape(), tensor.toArray())));
    return NamedTensors.of(source, values);
  }

  void restore(NamedTensors saved) {
    Map<String, Shape> expected = new LinkedHashMap<>();
    expected.put(StepCount.NAME, StepCount.SHAPE);
    tensors.forEach((name, tensor) -> expected.put(name, tensor.shape()));
    Map<String, float[]> values =
        TensorProblems.readExactly(saved, expected, "not the memory of this optimizer");
    steps = StepCount.decode(saved.source(), values.get(StepCount.NAME));
    tensors.forEach((name, tensor) -> tensor.write(values.get(name)));
  }
}
