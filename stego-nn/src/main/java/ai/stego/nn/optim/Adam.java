package ai.stego.nn.optim;

import ai.stego.nn.Parameter;
import ai.stego.nn.Parameters;
import ai.stego.tensor.AdamStep;
import ai.stego.tensor.InputException;
import ai.stego.tensor.OptimizerOps;
import ai.stego.tensor.Scope;
import ai.stego.tensor.io.NamedTensors;

/**
 * Adam (Kingma and Ba 2015, algorithm 1), as PyTorch takes its steps; the formula stands at {@link
 * OptimizerOps#adam}. For each parameter it remembers {@code NAME.mean} and {@code NAME.square},
 * running means of the gradient and of its square.
 */
public final class Adam implements Optimizer {
  private static final String MEAN = "mean";
  private static final String SQUARE = "square";

  /**
   * What a user chooses.
   *
   * @param rate the learning rate, at least 0
   * @param beta1 share of the old mean, in [0, 1)
   * @param beta2 share of the old mean square, in [0, 1)
   * @param epsilon added to the root of the mean square, at least 0
   * @param weightDecay share of the parameter that is added to its gradient, at least 0
   */
  public record Settings(
      double rate, double beta1, double beta2, double epsilon, double weightDecay) {
    /** PyTorch's: 1e-3, 0.9, 0.999, 1e-8, no decay. */
    public static final Settings DEFAULT = new Settings(1e-3, 0.9, 0.999, 1e-8, 0);

    /**
     * Checks the settings.
     *
     * @param rate the learning rate, at least 0
     * @param beta1 share of the old mean, in [0, 1)
     * @param beta2 share of the old mean square, in [0, 1)
     * @param epsilon added to the root of the mean square, at least 0
     * @param weightDecay share of the parameter that is added to its gradient, at least 0
     * @throws InputException if one lies outside its range
     */
    public Settings {
      new AdamStep(rate, beta1, beta2, epsilon, weightDecay, 1);
    }

    /**
     * The same with another learning rate.
     *
     * @param newRate the learning rate, at least 0
     * @return the settings
     * @throws InputException if the rate lies outside its range
     */
    public Settings withRate(double newRate) {
      return new Settings(newRate, beta1, beta2, epsilon, weightDecay);
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
  public Adam(Parameters parameters, Settings settings, Scope owner) {
    this.parameters = parameters;
    this.settings = settings;
    this.memory = new StepMemory(parameters, owner, MEAN, SQUARE);
  }

  @Override
  public Parameters parameters() {
    return parameters;
  }

  @Override
  public void step() {
    AdamStep step =
        new AdamStep(
            settings.rate(),
            settings.beta1(),
            settings.beta2(),
            settings.epsilon(),
            settings.weightDecay(),
            memory.next());
    OptimizerOps optimizer = parameters.backend().optimizer();
    for (Parameter parameter : parameters.list()) {
      optimizer.adam(
          parameter.value(),
          parameter.gradient(),
          memory.tensor(parameter, MEAN),
          memory.tensor(parameter, SQUARE),
          step);
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
