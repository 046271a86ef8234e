package ai.stego.vit.weights;

import ai.stego.tensor.Rng;
import ai.stego.tensor.Shape;
import ai.stego.tensor.io.HostTensor;
import ai.stego.tensor.io.NamedTensors;
import java.util.LinkedHashMap;
import java.util.Map;

/** A tiny STEGO model with seeded weights: D 64, one block, P 2, trained at 3 x 3 patches. */
final class SyntheticModel {
  static final int WIDTH = 64;
  static final int CODE = 7;
  static final int CLASSES = 5;
  static final int CLUSTERS = 8;

  private SyntheticModel() {}

  /** The state_dict of a checkpoint, to be spoilt by tests. */
  static Map<String, HostTensor> state() {
    Map<String, HostTensor> state = new LinkedHashMap<>();
    backbone().forEach((name, tensor) -> state.put("net.model." + name, tensor));
    put(state, "net.cluster1.0.weight", CODE, WIDTH, 1, 1);
    put(state, "net.cluster1.0.bias", CODE);
    put(state, "net.cluster2.0.weight", WIDTH, WIDTH, 1, 1);
    put(state, "net.cluster2.0.bias", WIDTH);
    put(state, "net.cluster2.2.weight", CODE, WIDTH, 1, 1);
    put(state, "net.cluster2.2.bias", CODE);
    put(state, "train_cluster_probe.clusters", CLASSES, CODE);
    put(state, "cluster_probe.clusters", CLUSTERS, CODE);
    put(state, "linear_probe.weight", CLASSES, CODE, 1, 1);
    put(state, "linear_probe.bias", CLASSES);
    put(state, "decoder.weight", WIDTH, CODE, 1, 1);
    put(state, "decoder.bias", WIDTH);
    return state;
  }

  /** A backbone under DINO's names. */
  static Map<String, HostTensor> backbone() {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    put(tensors, "cls_token", 1, 1, WIDTH);
    put(tensors, "pos_embed", 1, 10, WIDTH);
    put(tensors, "patch_embed.proj.weight", WIDTH, 3, 2, 2);
    put(tensors, "patch_embed.proj.bias", WIDTH);
    for (String norm : new String[] {"blocks.0.norm1", "blocks.0.norm2", "norm"}) {
      put(tensors, norm + ".weight", WIDTH);
      put(tensors, norm + ".bias", WIDTH);
    }
    put(tensors, "blocks.0.attn.qkv.weight", 3 * WIDTH, WIDTH);
    put(tensors, "blocks.0.attn.qkv.bias", 3 * WIDTH);
    put(tensors, "blocks.0.attn.proj.weight", WIDTH, WIDTH);
    put(tensors, "blocks.0.attn.proj.bias", WIDTH);
    put(tensors, "blocks.0.mlp.fc1.weight", 2 * WIDTH, WIDTH);
    put(tensors, "blocks.0.mlp.fc1.bias", 2 * WIDTH);
    put(tensors, "blocks.0.mlp.fc2.weight", WIDTH, 2 * WIDTH);
    put(tensors, "blocks.0.mlp.fc2.bias", WIDTH);
    return tensors;
  }

  static void put(Map<String, HostTensor> tensors, String name, int... axes) {
    Shape shape = Shape.of(axes);
    float[] values = new float[(int) shape.size()];
    Rng rng = Rng.of(11).split(name);
    for (int i = 0; i < values.length; i++) {
      values[i] = rng.nextFloat() - 0.5f;
    }
    tensors.put(name, new HostTensor(shape, values));
  }

  static NamedTensors named(Map<String, HostTensor> tensors) {
    return NamedTensors.of("memory", tensors);
  }
}
