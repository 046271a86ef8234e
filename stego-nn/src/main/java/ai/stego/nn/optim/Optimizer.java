package ai.stego.nn.optim;

import ai.stego.nn.Parameters;
import ai.stego.tensor.InputException;
import ai.stego.tensor.io.NamedTensors;

/**
 * Changes parameters by their gradients, which it reads and leaves as they are. A loop is: {@link
 * Parameters#zeroGradients}, forward, {@code Tape.backward}, {@link #step}.
 */
public interface Optimizer {
  /**
   * What it changes.
   *
   * @return the parameters
   */
  Parameters parameters();

  /** Changes every parameter once, by its gradient as it is now. */
  void step();

  /**
   * How often {@link #step} was called, before {@link #save} and after {@link #restore} as well.
   *
   * @return the number of steps
   */
  long steps();

  /**
   * Copies its memory out: with this and the parameters, training goes on bit for bit. The
   * settings, such as the learning rate, are not part of it.
   *
   * @param source a name for messages
   * @return tensors by name; later steps do not change them
   */
  NamedTensors save(String source);

  /**
   * Overwrites its whole memory with a saved one, or nothing.
   *
   * @param saved what {@link #save} gave, for an optimizer of the same kind and parameters
   * @throws InputException if tensors are missing, unexpected or misshapen; names them all
   */
  void restore(NamedTensors saved);
}
