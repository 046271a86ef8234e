package ai.stego.vit;

import ai.stego.nn.LayerNorm;
import ai.stego.nn.Linear;
import ai.stego.nn.Mlp;
import ai.stego.nn.MultiHeadAttention;
import ai.stego.tensor.Backend;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.io.NamedTensors;

/**
 * One block: x + attention(norm1(x)), then x + mlp(norm2(x)) (Dosovitskiy et al. 2021, equations 2
 * and 3).
 *
 * @param backend where it runs
 * @param norm1 before attention
 * @param attention self-attention
 * @param norm2 before the MLP
 * @param mlp the MLP
 */
record VitBlock(
    Backend backend, LayerNorm norm1, MultiHeadAttention attention, LayerNorm norm2, Mlp mlp) {

  static VitBlock load(
      Backend backend, VitConfig config, NamedTensors tensors, int index, Scope owner) {
    String name = "blocks." + index + ".";
    Linear packed = Linear.load(backend, tensors, name + "attn.qkv", owner);
    Linear projection = Linear.load(backend, tensors, name + "attn.proj", owner);
    return new VitBlock(
        backend,
        LayerNorm.load(backend, tensors, name + "norm1", config.epsilon(), owner),
        new MultiHeadAttention(backend, packed, projection, config.heads()),
        LayerNorm.load(backend, tensors, name + "norm2", config.epsilon(), owner),
        new Mlp(
            Linear.load(backend, tensors, name + "mlp.fc1", owner),
            Linear.load(backend, tensors, name + "mlp.fc2", owner)));
  }

  /** Runs the block in place. */
  void forward(Tensor tokens) {
    try (Scope scratch = backend.scope()) {
      Tensor normed = scratch.tensor(tokens.shape());
      norm1.forward(tokens, normed);
      attention.addTo(normed, tokens, scratch);
    }
    try (Scope scratch = backend.scope()) {
      Tensor normed = scratch.tensor(tokens.shape());
      norm2.forward(tokens, normed);
      mlp.addTo(normed, tokens, scratch);
    }
  }
}
