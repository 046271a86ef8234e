package ai.stego.benchmarks.work;

import ai.stego.nn.Linear;
import ai.stego.nn.LossFunctions;
import ai.stego.nn.Parameters;
import ai.stego.nn.Tape;
import ai.stego.nn.Var;
import ai.stego.segment.ClusterProbe;
import ai.stego.segment.SegmentationHead;
import ai.stego.tensor.Rng;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Shape;
import ai.stego.tensor.Tensor;
import ai.stego.train.StegoNetwork;
import java.util.Optional;

/** The segmentation head, the only layers that learn. */
public final class HeadWork {
  /** F. */
  public static final int FEATURES = 384;

  /** Z. */
  public static final int CODE = 70;

  /** K. */
  public static final int CLASSES = 27;

  private static final double DROPOUT = 0.1;

  private HeadWork() {}

  /**
   * A head that nobody trained.
   *
   * @param in where it lives
   * @param features F
   * @return the head
   */
  public static SegmentationHead untrained(Inputs in, int features) {
    Linear hidden = linear(in, features, features);
    Linear last = linear(in, CODE, features);
    return new SegmentationHead(
        in.backend(),
        linear(in, CODE, features),
        Optional.of(new SegmentationHead.Branch(hidden, last)));
  }

  /**
   * A cluster probe that nobody trained.
   *
   * @param in where it lives
   * @return the probe
   */
  public static ClusterProbe clusters(Inputs in) {
    return new ClusterProbe(in.backend(), in.uniform(CLASSES, CODE), ClusterProbe.STEGO_SHARPNESS);
  }

  private static Linear linear(Inputs in, int outputs, int inputs) {
    float[] weight = in.uniformValues(outputs * inputs);
    return Linear.of(
        in.backend(), Shape.of(outputs, inputs), weight, in.uniformValues(outputs), in.scope());
  }

  /**
   * Features to codes, as segmenting does it.
   *
   * @param in makes the inputs
   * @param images B
   * @param patches h·w
   * @return the work
   */
  public static Workload forward(Inputs in, int images, int patches) {
    SegmentationHead head = untrained(in, FEATURES);
    Tensor features = in.uniform(images, patches, FEATURES);
    Runnable pass =
        () -> {
          try (Scope scratch = in.backend().scope()) {
            head.forward(features, scratch);
          }
        };
    return new Workload(pass, flops(images * patches));
  }

  /**
   * Features to codes and back to the weights' gradients, as training does it.
   *
   * @param in makes the inputs
   * @param images B
   * @param patches h·w
   * @return the work
   */
  public static Workload backward(Inputs in, int images, int patches) {
    StegoNetwork.Sizes sizes = new StegoNetwork.Sizes(FEATURES, CODE, CLASSES, 0, true);
    StegoNetwork network = StegoNetwork.create(in.backend(), sizes, Rng.of(1), in.scope());
    Parameters parameters = network.head();
    Tensor features = in.uniform(images, patches, FEATURES);
    Tensor codesGradient = in.uniform(images, patches, CODE);
    Tensor loss = in.zeros(1);
    Runnable step =
        () -> {
          try (Tape tape = new Tape(in.backend())) {
            parameters.zeroGradients();
            Var codes = network.codes(tape.constant(features), DROPOUT, Rng.of(1));
            tape.backward(
                LossFunctions.fused(loss, new LossFunctions.LocalGradient(codes, codesGradient)));
          }
        };
    // Gradients of the weights cost as much as the pass; only the hidden layer's inputs need one.
    double hidden = 2.0 * images * patches * FEATURES * CODE;
    return new Workload(step, 2 * flops(images * patches) + hidden);
  }

  private static double flops(int rows) {
    return 2.0 * rows * FEATURES * (CODE + FEATURES + CODE);
  }
}
