package ai.stego.tensor.cpu;

import static ai.stego.tensor.cpu.HostStorage.array;
import static ai.stego.tensor.cpu.HostStorage.start;

import ai.stego.tensor.AdamStep;
import ai.stego.tensor.OptimizerOps;
import ai.stego.tensor.SgdStep;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.extent.StepExtents;

/**
 * Steps of optimisers as plain loops, for every CPU backend: parameters are few beside what is
 * computed with them.
 */
public final class PlainOptimizers implements OptimizerOps {
  private static final int GRAIN = 1 << 14;

  private final CpuContext context;

  /**
   * Makes the family.
   *
   * @param context memory and threads
   */
  public PlainOptimizers(CpuContext context) {
    this.context = context;
  }

  /** What every value of a step of Adam is computed with, rounded to float32 once. */
  private record Adam(
      float beta1,
      float rest1,
      float beta2,
      float rest2,
      float rate,
      float correction,
      float epsilon,
      float decay) {
    static Adam of(AdamStep step) {
      double correction1 = 1 - Math.pow(step.beta1(), (double) step.step());
      double correction2 = 1 - Math.pow(step.beta2(), (double) step.step());
      return new Adam(
          (float) step.beta1(),
          (float) (1 - step.beta1()),
          (float) step.beta2(),
          (float) (1 - step.beta2()),
          (float) (step.rate() / correction1),
          (float) Math.sqrt(correction2),
          (float) step.epsilon(),
          (float) step.weightDecay());
    }
  }

  @Override
  public void adam(Tensor parameter, Tensor gradient, Tensor mean, Tensor square, AdamStep step) {
    StepExtents e = StepExtents.ofAdam(parameter, gradient, mean, square);
    Adam adam = Adam.of(step);
    float[] p = array("adam", parameter);
    float[] g = array("adam", gradient);
    float[] m = array("adam", mean);
    float[] v = array("adam", square);
    int pStart = start(parameter);
    int gStart = start(gradient);
    int mStart = start(mean);
    int vStart = start(square);
    context
        .parallel()
        .ranges(
            e.values(),
            GRAIN,
            (from, to) -> {
              for (int i = from; i < to; i++) {
                float value = p[pStart + i];
                float slope = adam.decay == 0 ? g[gStart + i] : g[gStart + i] + adam.decay * value;
                float first = m[mStart + i] * adam.beta1 + adam.rest1 * slope;
                float second = v[vStart + i] * adam.beta2 + adam.rest2 * slope * slope;
                float root = (float) Math.sqrt(second);
                m[mStart + i] = first;
                v[vStart + i] = second;
                p[pStart + i] = value - adam.rate * first / (root / adam.correction + adam.epsilon);
              }
            });
  }

  @Override
  public void sgd(Tensor parameter, Tensor gradient, Tensor velocity, SgdStep step) {
    StepExtents e = StepExtents.ofSgd(parameter, gradient, velocity, step.momentum() != 0);
    float[] p = array("sgd", parameter);
    float[] g = array("sgd", gradient);
    float[] v = velocity == null ? new float[0] : array("sgd", velocity);
    int pStart = start(parameter);
    int gStart = start(gradient);
    int vStart = velocity == null ? 0 : start(velocity);
    float rate = (float) step.rate();
    float momentum = (float) step.momentum();
    float decay = (float) step.weightDecay();
    context
        .parallel()
        .ranges(
            e.values(),
            GRAIN,
            (from, to) -> {
              for (int i = from; i < to; i++) {
                float value = p[pStart + i];
                float slope = decay == 0 ? g[gStart + i] : g[gStart + i] + decay * value;
                if (momentum != 0) {
                  float old = v[vStart + i];
                  float speed = step.step() == 1 ? slope : old * momentum + slope;
                  v[vStart + i] = speed;
                  slope = step.nesterov() ? slope + momentum * speed : speed;
                }
                p[pStart + i] = value - rate * slope;
              }
            });
  }
}
