package ai.stego.vit.weights;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads STEGO's configuration out of a Lightning checkpoint, where it is an omegaconf DictConfig:
 * attributes {@code _content} (nodes by name) and in each node {@code _val}.
 */
final class LightningConfig {
  /** What says something about the model itself; paths of the training machine stay behind. */
  private static final List<String> KEPT =
      List.of(
          "arch",
          "dataset_name",
          "dim",
          "dino_feat_type",
          "dino_patch_size",
          "extra_clusters",
          "model_type",
          "projection_type",
          "res");

  private LightningConfig() {}

  /** The kept settings under {@code cfg.NAME}; empty if the checkpoint has none. */
  static Map<String, String> read(Object tree) {
    Map<String, String> settings = new TreeMap<>();
    Object config = entry(entry(tree, "hyper_parameters"), "cfg");
    Object content =
        config instanceof OpaqueRecord opaque ? entry(opaque.state(), "_content") : config;
    for (String key : KEPT) {
      Object node = entry(content, key);
      Object value = node instanceof OpaqueRecord opaque ? entry(opaque.state(), "_val") : node;
      if (value instanceof String || value instanceof Number || value instanceof Boolean) {
        settings.put("cfg." + key, value.toString());
      }
    }
    return settings;
  }

  private static Object entry(Object container, String key) {
    if (container instanceof Map<?, ?> map) {
      return map.get(key);
    }
    return container instanceof OpaqueRecord opaque ? opaque.items().get(key) : null;
  }
}
