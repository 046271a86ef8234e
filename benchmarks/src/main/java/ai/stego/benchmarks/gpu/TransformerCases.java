package ai.stego.benchmarks.gpu;

import ai.stego.benchmarks.work.Inputs;
import ai.stego.benchmarks.work.Sizes;
import ai.stego.tensor.Epilogue;
import ai.stego.tensor.PackedWeight;
import ai.stego.tensor.Tensor;
import java.util.List;

/** What ViT-S/8 consists of, at a batch of 16 images of 224 pixels. */
final class TransformerCases {
  private static final float EPSILON = 1e-6f;
  private static final int HEAD = 64;

  private final int batch;
  private final int tokens;
  private final int longTokens;
  private final int heads;
  private final int width;

  private TransformerCases(Sizes sizes) {
    this.batch = sizes.of(16, 2);
    this.tokens = sizes.of(785, 5);
    this.longTokens = sizes.of(1601, 10);
    this.heads = sizes.of(6, 1);
    this.width = heads * HEAD;
  }

  static List<Case> of(Sizes sizes) {
    TransformerCases cases = new TransformerCases(sizes);
    int width = cases.width;
    return List.of(
        cases.layerNorm(),
        cases.gelu(),
        cases.linear("linear qkv", width, 3 * width, Epilogue.NONE),
        cases.linear("linear projection", width, width, Epilogue.ACCUMULATE),
        cases.linear("linear fc1 + GELU", width, 4 * width, Epilogue.GELU),
        cases.linear("linear fc2", 4 * width, width, Epilogue.ACCUMULATE),
        cases.attention("attention", cases.tokens),
        cases.attention("attention long", cases.longTokens),
        cases.patchEmbedding(sizes.of(224, 16)));
  }

  private int rows() {
    return batch * tokens;
  }

  private Case layerNorm() {
    return new Case(
        "layer norm",
        "%d x %d".formatted(rows(), width),
        false,
        Work.values(2.0 * rows() * width),
        in -> {
          Tensor gamma = in.uniform(width);
          Tensor beta = in.uniform(width);
          return Inputs.sets(
              2L * rows() * width,
              () -> {
                Tensor x = in.uniform(rows(), width);
                Tensor out = in.empty(rows(), width);
                return () -> in.backend().transformer().layerNorm(x, gamma, beta, EPSILON, out);
              });
        });
  }

  private Case gelu() {
    int hidden = 4 * width;
    return new Case(
        "GELU",
        "%d x %d".formatted(rows(), hidden),
        false,
        Work.values(2.0 * rows() * hidden),
        in ->
            Inputs.sets(
                2L * rows() * hidden,
                () -> {
                  Tensor x = in.uniform(rows(), hidden);
                  Tensor out = in.empty(rows(), hidden);
                  return () -> in.backend().activation().gelu(x, out);
                }));
  }

  private Case linear(String name, int inputs, int outputs, Epilogue epilogue) {
    int passes = epilogue == Epilogue.ACCUMULATE ? 2 : 1;
    double values = rows() * (inputs + (double) passes * outputs) + (double) inputs * outputs;
    return new Case(
        name,
        "%d x %d -> %d".formatted(rows(), inputs, outputs),
        true,
        Work.values(values).with((double) rows() * inputs * outputs),
        in -> {
          Tensor bias = in.uniform(outputs);
          Tensor weight = in.uniform(outputs, inputs);
          PackedWeight packed = in.backend().matrix().pack(weight, bias, in.scope());
          return Inputs.sets(
              (long) rows() * (inputs + outputs),
              () -> {
                Tensor x = in.uniform(rows(), inputs);
                Tensor out = in.zeros(rows(), outputs);
                return () -> in.backend().matrix().linear(x, packed, epilogue, out);
              });
        });
  }

  private Case attention(String name, int length) {
    return new Case(
        name,
        "%d x %d tokens, %d heads of %d".formatted(batch, length, heads, HEAD),
        true,
        Work.values(4.0 * batch * length * width).with(2.0 * batch * length * length * width),
        in ->
            Inputs.sets(
                4L * batch * length * width,
                () -> {
                  Tensor qkv = in.uniform(batch, length, 3 * width);
                  Tensor out = in.empty(batch, length, width);
                  return () -> in.backend().transformer().attention(qkv, heads, out);
                }));
  }

  private Case patchEmbedding(int side) {
    int patch = 8;
    int patches = side / patch * (side / patch);
    int inputs = 3 * patch * patch;
    return new Case(
        "patch embedding",
        "%d x 3 x %d x %d, patch %d -> %d".formatted(batch, side, side, patch, width),
        true,
        Work.values((double) batch * patches * (inputs + width))
            .with((double) batch * patches * inputs * width),
        in -> {
          Tensor weight = in.uniform(width, inputs);
          PackedWeight packed = in.backend().matrix().pack(weight, in.uniform(width), in.scope());
          Tensor prefix = in.uniform(1, width);
          Tensor positions = in.uniform(patches, width);
          return Inputs.sets(
              (long) batch * patches * (inputs + width),
              () -> {
                Tensor images = in.uniform(batch, 3, side, side);
                Tensor out = in.empty(batch, 1 + patches, width);
                return () ->
                    in.backend()
                        .transformer()
                        .patchEmbedding(images, patch, packed, prefix, positions, out);
              });
        });
  }
}
