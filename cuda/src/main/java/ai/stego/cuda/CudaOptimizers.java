package ai.stego.cuda;

import ai.stego.tensor.AdamStep;
import ai.stego.tensor.OptimizerOps;
import ai.stego.tensor.SgdStep;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.extent.StepExtents;

/** Steps of optimisers; kernels in {@code optimizer.cu}. */
final class CudaOptimizers implements OptimizerOps {
  private final DeviceContext context;

  CudaOptimizers(DeviceContext context) {
    this.context = context;
  }

  @Override
  public void adam(Tensor parameter, Tensor gradient, Tensor mean, Tensor square, AdamStep step) {
    StepExtents e = StepExtents.ofAdam(parameter, gradient, mean, square);
    double meanCorrection = 1 - Math.pow(step.beta1(), (double) step.step());
    double squareCorrection = 1 - Math.pow(step.beta2(), (double) step.step());
    context.launch(
        "adam",
        Elementwise.launch(context, e.values()),
        context.address("adam", parameter),
        context.address("adam", gradient),
        context.address("adam", mean),
        context.address("adam", square),
        e.values(),
        (float) step.beta1(),
        (float) (1 - step.beta1()),
        (float) step.beta2(),
        (float) (1 - step.beta2()),
        (float) (step.rate() / meanCorrection),
        (float) Math.sqrt(squareCorrection),
        (float) step.epsilon(),
        (float) step.weightDecay());
  }

  @Override
  public void sgd(Tensor parameter, Tensor gradient, Tensor velocity, SgdStep step) {
    boolean momentum = step.momentum() != 0;
    StepExtents e = StepExtents.ofSgd(parameter, gradient, velocity, momentum);
    Launch launch = Elementwise.launch(context, e.values());
    if (!momentum) {
      context.launch(
          "sgd",
          launch,
          context.address("sgd", parameter),
          context.address("sgd", gradient),
          e.values(),
          (float) step.rate(),
          (float) step.weightDecay());
      return;
    }
    context.launch(
        step.step() == 1 ? "sgd_first_momentum" : "sgd_momentum",
        launch,
        context.address("sgd", parameter),
        context.address("sgd", gradient),
        context.address("sgd", velocity),
        e.values(),
        (float) step.rate(),
        (float) step.weightDecay(),
        (float) step.momentum(),
        step.nesterov() ? 1 : 0);
  }
}
