package ai.stego.nn;

import ai.stego.tensor.Shape;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.io.HostTensor;
import ai.stego.tensor.io.TensorFile;
import java.util.Arrays;

/** Golden files hold maps (B,C,h,w); here they are (B,h,w,C). */
final class GoldenMaps {
  private GoldenMaps() {}

  static HostTensor channelsLast(HostTensor map) {
    int[] axes = map.shape().toArray();
    int pixels = axes[2] * axes[3];
    float[] moved = new float[map.values().length];
    for (int b = 0; b < axes[0]; b++) {
      for (int c = 0; c < axes[1]; c++) {
        for (int i = 0; i < pixels; i++) {
          moved[(b * pixels + i) * axes[1] + c] = map.values()[(b * axes[1] + c) * pixels + i];
        }
      }
    }
    return new HostTensor(Shape.of(axes[0], axes[2], axes[3], axes[1]), moved);
  }

  /** A map of the file as a constant, channels last. */
  static Var constant(Tape tape, TensorFile file, String name) {
    HostTensor map = channelsLast(file.get(name));
    return tape.constant(tape.tensor(map.shape()).write(map.values()));
  }

  static Tensor tensor(Tape tape, TensorFile file, String name) {
    return tape.tensor(file.shape(name)).write(file.values(name));
  }

  static int[] indices(TensorFile file, String name) {
    return Arrays.stream(file.integers(name)).mapToInt(Math::toIntExact).toArray();
  }
}
