package ai.stego.tensor;

/**
 * Settings of one step of Adam; see {@link OptimizerOps#adam}.
 *
 * @param rate the learning rate, at least 0
 * @param beta1 share of the old mean, in [0, 1)
 * @param beta2 share of the old mean square, in [0, 1)
 * @param epsilon added to the root of the mean square, at least 0
 * @param weightDecay share of the parameter that is added to its gradient, at least 0
 * @param step n, from 1
 */
public record AdamStep(
    double rate, double beta1, double beta2, double epsilon, double weightDecay, long step) {
  /**
   * Checks the settings.
   *
   * @param rate the learning rate, at least 0
   * @param beta1 share of the old mean, in [0, 1)
   * @param beta2 share of the old mean square, in [0, 1)
   * @param epsilon added to the root of the mean square, at least 0
   * @param weightDecay share of the parameter that is added to its gradient, at least 0
   * @param step n, from 1
   * @throws InputException if one lies outside its range
   */
  public AdamStep {
    StepChecks.atLeastZero("adam: rate", rate);
    StepChecks.share("adam: beta1", beta1);
    StepChecks.share("adam: beta2", beta2);
    StepChecks.atLeastZero("adam: epsilon", epsilon);
    StepChecks.atLeastZero("adam: weight decay", weightDecay);
    StepChecks.fromOne("adam: step", step);
  }
}
