package ai.stego.tensor;

/**
 * Settings of one step of gradient descent; see {@link OptimizerOps#sgd}.
 *
 * @param rate the learning rate, at least 0
 * @param momentum share of the old velocity, at least 0; 0 for none
 * @param weightDecay share of the parameter that is added to its gradient, at least 0
 * @param nesterov whether the velocity is looked ahead at; needs a momentum
 * @param step which step it is, from 1
 */
public record SgdStep(
    double rate, double momentum, double weightDecay, boolean nesterov, long step) {
  /**
   * Checks the settings.
   *
   * @param rate the learning rate, at least 0
   * @param momentum share of the old velocity, at least 0; 0 for none
   * @param weightDecay share of the parameter that is added to its gradient, at least 0
   * @param nesterov whether the velocity is looked ahead at; needs a momentum
   * @param step which step it is, from 1
   * @throws InputException if one lies outside its range
   */
  public SgdStep {
    StepChecks.atLeastZero("sgd: rate", rate);
    StepChecks.atLeastZero("sgd: momentum", momentum);
    StepChecks.atLeastZero("sgd: weight decay", weightDecay);
    StepChecks.fromOne("sgd: step", step);
    if (nesterov && momentum == 0) {
      throw new InputException("sgd: momentum: expected above 0 with nesterov, got 0");
    }
  }
}
