package ai.stego.vit;

import ai.stego.nn.LayerNorm;
import ai.stego.nn.Linear;
import ai.stego.tensor.Backend;
import ai.stego.tensor.Epilogue;
import ai.stego.tensor.InputException;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Shape;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.io.HostTensor;
import ai.stego.tensor.io.NamedTensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A vision transformer as DINO trains it (Dosovitskiy et al. 2021; Caron et al. 2021). Images may
 * have any height and width that are multiples of the patch. Safe to share between threads: a call
 * works only on what it is handed and on a scope.
 */
public final class VisionTransformer {
  private final Backend backend;
  private final VitConfig config;
  private final PatchEmbedding embedding;
  private final List<VitBlock> blocks;
  private final LayerNorm norm;
  private final Linear lastKeys;

  private VisionTransformer(Backend backend, VitConfig config, NamedTensors tensors, Scope owner) {
    this.backend = backend;
    this.config = config;
    this.embedding = PatchEmbedding.load(backend, config, tensors, owner);
    List<VitBlock> loaded = new ArrayList<>();
    for (int i = 0; i < config.depth(); i++) {
      loaded.add(VitBlock.load(backend, config, tensors, i, owner));
    }
    this.blocks = List.copyOf(loaded);
    this.norm = LayerNorm.load(backend, tensors, "norm", config.epsilon(), owner);
    this.lastKeys = keysOf(backend, tensors, config, owner);
  }

  /**
   * Loads a model.
   *
   * @param backend where it will run
   * @param config its extents
   * @param tensors its weights under DINO's names
   * @param owner keeps the weights; the model is dead once it closes
   * @return the model
   * @throws InputException if a tensor is missing or has another shape; names them all
   */
  public static VisionTransformer load(
      Backend backend, VitConfig config, NamedTensors tensors, Scope owner) {
    List<String> faults = new ArrayList<>();
    config
        .shapes()
        .forEach(
            (name, shape) -> {
              if (!tensors.contains(name)) {
                faults.add("missing " + name);
              } else if (!tensors.shape(name).equals(shape)) {
                faults.add(name + " is " + tensors.shape(name) + ", expected " + shape);
              }
            });
    if (!faults.isEmpty()) {
      throw new InputException(tensors.source() + ": " + String.join("; ", faults));
    }
    return new VisionTransformer(backend, config, tensors, owner);
  }

  /** The middle third of the last block's packed projection. */
  private static Linear keysOf(
      Backend backend, NamedTensors tensors, VitConfig config, Scope owner) {
    String name = "blocks." + (config.depth() - 1) + ".attn.qkv";
    HostTensor weight = tensors.get(name + ".weight");
    float[] bias = tensors.values(name + ".bias");
    int width = config.width();
    return Linear.of(
        backend,
        Shape.of(width, width),
        Arrays.copyOfRange(weight.values(), width * width, 2 * width * width),
        Arrays.copyOfRange(bias, width, 2 * width),
        owner);
  }

  /**
   * The extents of the model.
   *
   * @return the configuration
   */
  public VitConfig config() {
    return config;
  }

  /**
   * Where the model runs.
   *
   * @return the backend
   */
  public Backend backend() {
    return backend;
  }

  /**
   * All tokens after the last block and the final layer norm.
   *
   * @param images (B,C,H,W), normalised
   * @param scope makes the result
   * @return (B,N,D), CLS first
   */
  public Tensor forward(Tensor images, Scope scope) {
    Tensor tokens = embedding.forward(images, scope);
    blocks.forEach(block -> block.forward(tokens));
    norm.forward(tokens, tokens);
    return tokens;
  }

  /**
   * The patches' tokens after the last block and the final layer norm: the features STEGO learns
   * from.
   *
   * @param images (B,C,H,W), normalised
   * @param scope makes the result
   * @return the features, CLS dropped
   */
  public FeatureMap features(Tensor images, Scope scope) {
    int rows = images.shape().axis(2) / config.patch();
    int columns = images.shape().axis(3) / config.patch();
    int count = images.shape().axis(0);
    Tensor features = scope.tensor(count, rows * columns, config.width());
    try (Scope scratch = backend.scope()) {
      Tensor tokens = embedding.forward(images, scratch);
      blocks.forEach(block -> block.forward(tokens));
      for (int b = 0; b < count; b++) {
        norm.forward(patchesOf(tokens, b), features.range(b, b + 1).reshape(-1, config.width()));
      }
    }
    return new FeatureMap(features, rows, columns);
  }

  /** The tokens of one image without CLS, (h·w,D); a view. */
  private Tensor patchesOf(Tensor tokens, int image) {
    Tensor one = tokens.range(image, image + 1).reshape(-1, config.width());
    return one.range(1, one.shape().axis(0));
  }

  /**
   * All tokens after each of the last blocks, each through the final layer norm, as DINO's {@code
   * get_intermediate_layers} gives them.
   *
   * @param images (B,C,H,W), normalised
   * @param count how many blocks, 1 to depth
   * @param scope makes the results
   * @return {@code count} tensors (B,N,D), the last block's last
   * @throws InputException if there are not so many blocks
   */
  public List<Tensor> lastBlocks(Tensor images, int count, Scope scope) {
    if (count < 1 || count > config.depth()) {
      throw new InputException("last blocks: expected 1 to " + config.depth() + ", got " + count);
    }
    List<Tensor> outputs = new ArrayList<>();
    try (Scope scratch = backend.scope()) {
      Tensor tokens = embedding.forward(images, scratch);
      for (int i = 0; i < blocks.size(); i++) {
        blocks.get(i).forward(tokens);
        if (i >= blocks.size() - count) {
          Tensor output = scope.tensor(tokens.shape());
          norm.forward(tokens, output);
          outputs.add(output);
        }
      }
    }
    return outputs;
  }

  /**
   * The keys of the last block, all heads side by side.
   *
   * @param images (B,C,H,W), normalised
   * @param scope makes the result
   * @return (B,N,D), CLS first
   */
  public Tensor lastKeys(Tensor images, Scope scope) {
    try (Scope scratch = backend.scope()) {
      Tensor normed = inputOf(config.depth() - 1, images, scratch);
      Tensor keys = scope.tensor(normed.shape());
      lastKeys.forward(normed, Epilogue.NONE, keys);
      return keys;
    }
  }

  /**
   * How much CLS attends to each patch in the last block.
   *
   * @param images (B,C,H,W), normalised
   * @param scope makes the result
   * @return (B,A,1,N): for each head the softmax weights of CLS over all tokens, CLS itself first
   */
  public Tensor clsAttention(Tensor images, Scope scope) {
    return attention(images, config.depth() - 1, 1, scope);
  }

  /**
   * The softmax weights of a chosen block.
   *
   * @param images (B,C,H,W), normalised
   * @param block which block, from 0
   * @param queries Q, how many of the first tokens
   * @param scope makes the result
   * @return (B,A,Q,N)
   * @throws InputException if there is no such block
   */
  public Tensor attention(Tensor images, int block, int queries, Scope scope) {
    if (block < 0 || block >= config.depth()) {
      throw new InputException("block: expected 0 to " + (config.depth() - 1) + ", got " + block);
    }
    try (Scope scratch = backend.scope()) {
      Tensor normed = inputOf(block, images, scratch);
      return blocks.get(block).attention().weights(normed, queries, scope);
    }
  }

  /** What a block's attention sees: the tokens before it, through its first layer norm. */
  private Tensor inputOf(int block, Tensor images, Scope scratch) {
    Tensor tokens = embedding.forward(images, scratch);
    for (int i = 0; i < block; i++) {
      blocks.get(i).forward(tokens);
    }
    blocks.get(block).norm1().forward(tokens, tokens);
    return tokens;
  }
}
