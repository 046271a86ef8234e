package ai.stego.vit.weights;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The names of Hugging Face's {@code ViTModel}: 6 + 16 for each block, as query, key and value are
 * apart there; the pooler is not part of the backbone.
 */
final class HuggingFaceNames implements BackboneNames {
  private static final Pattern BLOCK = Pattern.compile("encoder\\.layer\\.(\\d{1,4})\\..*");
  private static final String ATTENTION = "attention.attention.";

  private static final Map<String, String> OUTSIDE =
      Map.of(
          DinoNames.CLASS_TOKEN,
          "embeddings.cls_token",
          DinoNames.POSITIONS,
          "embeddings.position_embeddings",
          DinoNames.PATCH_WEIGHT,
          "embeddings.patch_embeddings.projection.weight",
          DinoNames.PATCH_BIAS,
          "embeddings.patch_embeddings.projection.bias",
          "norm.weight",
          "layernorm.weight",
          "norm.bias",
          "layernorm.bias");

  private static final Map<String, String> INSIDE =
      Map.of(
          "norm1.", "layernorm_before.",
          "attn.proj.", "attention.output.dense.",
          "norm2.", "layernorm_after.",
          "mlp.fc1.", "intermediate.dense.",
          "mlp.fc2.", "output.dense.");

  @Override
  public String title() {
    return "Hugging Face ViTModel";
  }

  @Override
  public List<String> anchors() {
    String layer = "encoder.layer.0.";
    return List.of(
        "embeddings.cls_token",
        "embeddings.position_embeddings",
        "embeddings.patch_embeddings.projection.weight",
        layer + ATTENTION + "query.weight",
        layer + "intermediate.dense.weight");
  }

  @Override
  public Pattern block() {
    return BLOCK;
  }

  @Override
  public boolean ignores(String name) {
    return name.startsWith("pooler.");
  }

  @Override
  public Map<String, List<String>> parts(int depth) {
    Map<String, List<String>> parts = new LinkedHashMap<>();
    for (String name : DinoNames.all(depth)) {
      String outside = OUTSIDE.get(name);
      parts.put(name, outside != null ? List.of(outside) : inBlock(name));
    }
    return parts;
  }

  private static List<String> inBlock(String name) {
    int numberAt = name.indexOf('.') + 1;
    int restAt = name.indexOf('.', numberAt) + 1;
    String layer = "encoder.layer." + name.substring(numberAt, restAt);
    String rest = name.substring(restAt);
    int kindAt = rest.lastIndexOf('.') + 1;
    String kind = rest.substring(kindAt);
    if (rest.startsWith(DinoNames.QKV)) {
      return List.of(
          layer + ATTENTION + "query." + kind,
          layer + ATTENTION + "key." + kind,
          layer + ATTENTION + "value." + kind);
    }
    return List.of(layer + INSIDE.get(rest.substring(0, kindAt)) + kind);
  }
}
