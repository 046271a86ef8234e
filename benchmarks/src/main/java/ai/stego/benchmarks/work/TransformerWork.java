package ai.stego.benchmarks.work;

import ai.stego.tensor.Backend;
import ai.stego.tensor.Epilogue;
import ai.stego.tensor.PackedWeight;
import ai.stego.tensor.Tensor;

/** What a vision transformer consists of. */
public final class TransformerWork {
  private static final float EPSILON = 1e-6f;

  private TransformerWork() {}

  /** The products of a block, D values wide. */
  public enum Layer {
    /** D to 3·D. */
    QKV(1, 3, Epilogue.NONE),
    /** D to D, added to the residual stream. */
    PROJECTION(1, 1, Epilogue.ACCUMULATE),
    /** D to 4·D, through GELU. */
    FC1(1, 4, Epilogue.GELU),
    /** 4·D to D, added to the residual stream. */
    FC2(4, 1, Epilogue.ACCUMULATE);

    private final int inputs;
    private final int outputs;
    private final Epilogue epilogue;

    Layer(int inputs, int outputs, Epilogue epilogue) {
      this.inputs = inputs;
      this.outputs = outputs;
      this.epilogue = epilogue;
    }
  }

  /**
   * A product with packed weights.
   *
   * @param in makes the inputs
   * @param layer which one
   * @param tokens rows
   * @param width D
   * @return the work
   */
  public static Workload product(Inputs in, Layer layer, int tokens, int width) {
    int inputs = layer.inputs * width;
    int outputs = layer.outputs * width;
    Tensor weight = in.uniform(outputs, inputs);
    PackedWeight packed = in.backend().matrix().pack(weight, in.uniform(outputs), in.scope());
    Tensor x = in.uniform(tokens, inputs);
    Tensor out = in.zeros(tokens, outputs);
    return new Workload(
        () -> in.backend().matrix().linear(x, packed, layer.epilogue, out),
        2.0 * tokens * inputs * outputs);
  }

  /**
   * Attention of one image.
   *
   * @param in makes the inputs
   * @param tokens N
   * @param heads A
   * @param headWidth d
   * @return the work
   */
  public static Workload attention(Inputs in, int tokens, int heads, int headWidth) {
    int width = heads * headWidth;
    Tensor qkv = in.uniform(1, tokens, 3 * width);
    Tensor out = in.empty(1, tokens, width);
    return new Workload(
        () -> in.backend().transformer().attention(qkv, heads, out), 4.0 * tokens * tokens * width);
  }

  /**
   * Layer norm of every row.
   *
   * @param in makes the inputs
   * @param tokens rows
   * @param width D
   * @return the work
   */
  public static Workload layerNorm(Inputs in, int tokens, int width) {
    Backend backend = in.backend();
    Tensor x = in.uniform(tokens, width);
    Tensor gamma = in.uniform(width);
    Tensor beta = in.uniform(width);
    Tensor out = in.empty(tokens, width);
    return Workload.uncounted(() -> backend.transformer().layerNorm(x, gamma, beta, EPSILON, out));
  }

  /**
   * GELU of every value.
   *
   * @param in makes the inputs
   * @param tokens rows
   * @param width of a row
   * @return the work
   */
  public static Workload gelu(Inputs in, int tokens, int width) {
    Tensor x = in.uniform(tokens, width);
    Tensor out = in.empty(tokens, width);
    return Workload.uncounted(() -> in.backend().activation().gelu(x, out));
  }
}
