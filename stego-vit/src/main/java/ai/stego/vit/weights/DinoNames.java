package ai.stego.vit.weights;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The names of DINO's own files, which are this library's canonical ones: 6 + 12 for each block.
 * Full checkpoints and STEGO's have them behind prefixes such as {@code teacher.module.backbone.}
 * or {@code net.model.}.
 */
public final class DinoNames implements BackboneNames {
  static final String CLASS_TOKEN = "cls_token";
  static final String POSITIONS = "pos_embed";
  static final String PATCH_WEIGHT = "patch_embed.proj.weight";
  static final String PATCH_BIAS = "patch_embed.proj.bias";
  static final String QKV = "attn.qkv.";

  private static final Pattern BLOCK = Pattern.compile("blocks\\.(\\d{1,4})\\..*");

  DinoNames() {}

  /**
   * All names of a model, in the order of DINO's files.
   *
   * @param depth the number of blocks
   * @return the names
   */
  public static List<String> all(int depth) {
    List<String> names = new ArrayList<>(List.of(CLASS_TOKEN, POSITIONS, PATCH_WEIGHT, PATCH_BIAS));
    for (int block = 0; block < depth; block++) {
      for (String layer :
          List.of("norm1", "attn.qkv", "attn.proj", "norm2", "mlp.fc1", "mlp.fc2")) {
        names.add(block(block, layer + ".weight"));
        names.add(block(block, layer + ".bias"));
      }
    }
    names.add("norm.weight");
    names.add("norm.bias");
    return names;
  }

  /**
   * The name of a block's tensor.
   *
   * @param block the block, from 0
   * @param name the name within the block, such as {@code "attn.qkv.weight"}
   * @return the whole name
   */
  public static String block(int block, String name) {
    return "blocks." + block + "." + name;
  }

  @Override
  public String title() {
    return "DINO";
  }

  @Override
  public List<String> anchors() {
    return List.of(
        CLASS_TOKEN,
        POSITIONS,
        PATCH_WEIGHT,
        "blocks.0.attn.qkv.weight",
        "blocks.0.mlp.fc1.weight");
  }

  @Override
  public Pattern block() {
    return BLOCK;
  }

  @Override
  public boolean ignores(String name) {
    return name.startsWith("head.");
  }

  @Override
  public Map<String, List<String>> parts(int depth) {
    Map<String, List<String>> parts = new LinkedHashMap<>();
    all(depth).forEach(name -> parts.put(name, List.of(name)));
    return parts;
  }
}
