package ai.stego.tensor.testing;

import ai.stego.tensor.Rng;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Shape;
import ai.stego.tensor.Tensor;
import java.util.Arrays;

/** Makes seeded inputs. */
public final class Values {
  private final Rng rng;

  /** Before a tensor; with 4 floats it is aligned to 16 bytes on a device, with 3 it is not. */
  private final int margin;

  /**
   * Starts a sequence.
   *
   * @param seed any text
   */
  public Values(String seed) {
    rng = Rng.of(0).split(seed);
    margin = 3 + (seed.hashCode() & 1);
  }

  /**
   * A tensor of normally distributed values, at an offset in its storage, so that a kernel that
   * ignores offsets is found out.
   *
   * @param scope makes the tensor
   * @param axes its extents
   * @return the tensor
   */
  public Tensor tensor(Scope scope, int... axes) {
    Tensor tensor = blank(scope, axes);
    return tensor.write(array((int) tensor.size()));
  }

  /**
   * A tensor to be overwritten, at an offset in its storage and up to its end, where the emulated
   * device notices who goes too far.
   *
   * @param scope makes the tensor
   * @param axes its extents
   * @return the tensor, full of NaN
   */
  public Tensor blank(Scope scope, int... axes) {
    Shape shape = Shape.of(axes);
    Tensor whole = scope.tensor((int) shape.size() + margin);
    float[] nothing = new float[(int) whole.size()];
    Arrays.fill(nothing, Float.NaN);
    whole.write(nothing);
    return whole.range(margin, margin + (int) shape.size()).reshape(shape);
  }

  /**
   * Normally distributed values.
   *
   * @param count how many
   * @return the values
   */
  public float[] array(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) rng.nextGaussian();
    }
    return values;
  }

  /**
   * Uniform indices.
   *
   * @param count how many
   * @param bound exclusive
   * @return the indices
   */
  public int[] indices(int count, int bound) {
    int[] values = new int[count];
    for (int i = 0; i < count; i++) {
      values[i] = rng.nextInt(bound);
    }
    return values;
  }
}
