package ai.stego.nn.optim;

import ai.stego.nn.Parameter;
import ai.stego.nn.Parameters;
import ai.stego.tensor.InputException;
import ai.stego.tensor.OptimizerOps;
import ai.stego.tensor.Scope;
import ai.stego.tensor.SgdStep;
import ai.stego.tensor.io.NamedTensors;

/**
 * Gradient descent, with momentum by choice (Polyak 1964; Sutskever et al. 2013), as PyTorch takes
 * its steps; the formula stands at {@link OptimizerOps#sgd}. With momentum it remembers {@code
 * NAME.velocity} for each parameter.
 */
public final class Sgd implements Optimizer {
  private static final String VELOCITY = "velocity";

  /**
   * What a user chooses.
   *
   * @param rate the learning rate, at least 0
   * @param momentum share of the old velocity, at least 0; 0 for none
   * @param weightDecay share of the parameter that is added to its gradient, at least 0
   * @param nesterov whether the velocity is looked ahead at; needs a momentum
   */
  public record Settings(double rate, double momentum, double weightDecay, boolean nesterov) {
    /**
     * Checks the settings.
     *
     * @param rate the learning rate, at least 0
     * @param momentum share of the old velocity, at least 0; 0 for none
     * @param weightDecay share of the parameter that is added to its gradient, at least 0
     * @param nesterov whether the velocity is looked ahead at; needs a momentum
     * @throws InputException if one lies outside its range
     */
    public Settings {
      new SgdStep(rate, momentum, weightDecay, nesterov, 1);
    }

    /**
     * Plain gradient descent.
     *
     * @param rate the learning rate, at least 0
     * @return settings without momentum and decay
     * @throws InputException if the rate lies outside its range
     */
    public static Settings of(double rate) {
      return new Settings(rate, 0, 0, false);
    }
  }

  private final Parameters parameters;
  private final Settings settings;
  private final StepMemory memory;

  /**
   * Starts with no steps taken.
   *
   * @param parameters what to change
   * @param settings the learning rate and more
   * @param owner keeps what the optimizer remembers
   */
  public Sgd(Parameters parameters, Settings settings, Scope owner) {
    this.parameters = parameters;
    this.settings = settings;
    this.memory =
        settings.momentum() == 0
            ? new StepMemory(parameters, owner)
            : new StepMemory(parameters, owner, VELOCITY);
  }

  @Override
  public Parameters parameters() {
    return parameters;
  }

  @Override
  public void step() {
    SgdStep step =
        new SgdStep(
            settings.rate(),
            settings.momentum(),
            settings.weightDecay(),
            settings.nesterov(),
            memory.next());
    OptimizerOps optimizer = parameters.backend().optimizer();
    for (Parameter parameter : parameters.list()) {
      optimizer.sgd(
          parameter.value(), parameter.gradient(), memory.tensor(parameter, VELOCITY), step);
    }
  }

  @Override
  public long steps() {
    return memory.steps();
  }

  @Override
  public NamedTensors save(String source) {
    return memory.save(source);
  }

  @Override
  public void restore(NamedTensors saved) {
    memory.restore(saved);
  }
}
