package ai.stego.cli;

import ai.stego.segment.Legend;
import ai.stego.segment.LegendTexts;
import ai.stego.tensor.InputException;
import ai.stego.tensor.io.FormatException;
import ai.stego.tensor.io.TensorFile;
import ai.stego.vit.VitConfig;
import ai.stego.vit.weights.BackboneWeights;
import ai.stego.vit.weights.StegoCheckpoint;
import ai.stego.vit.weights.StegoTensors;
import ai.stego.vit.weights.TorchFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What a file of weights is, in words. */
final class WeightDescription {
  /** Width, depth and heads of the known models, by the letter of their name. */
  private static final Map<List<Integer>, String> LETTERS =
      Map.of(
          List.of(192, 12, 3), "T",
          List.of(384, 12, 6), "S",
          List.of(768, 12, 12), "B",
          List.of(1024, 24, 16), "L");

  private WeightDescription() {}

  /** The kind of file. */
  static String title(TensorFile file) {
    return file instanceof TorchFile ? "a torch file" : "a safetensors file";
  }

  /** What the tensors make up, a line each; the first says it all in short. */
  static List<String> details(TensorFile file, BackboneWeights.Hints hints) {
    try {
      return StegoCheckpoint.isStego(file) ? model(file, hints) : backbone(file, hints);
    } catch (InputException e) {
      return List.of("no model that can be used: " + withoutFile(Failure.of(e).line(), file));
    }
  }

  private static String withoutFile(String reason, TensorFile file) {
    String start = file.source() + ": ";
    return reason.startsWith(start) ? reason.substring(start.length()) : reason;
  }

  private static List<String> backbone(TensorFile file, BackboneWeights.Hints hints) {
    BackboneWeights weights = BackboneWeights.find(file, hints);
    return List.of(
        "backbone " + name(weights.config()) + ", " + weights.naming() + "'s names",
        sizes(weights.config()));
  }

  private static List<String> model(TensorFile file, BackboneWeights.Hints hints) {
    StegoTensors model = StegoCheckpoint.read(file, hints);
    List<String> lines = new ArrayList<>();
    lines.add("STEGO model on " + name(model.backboneConfig()));
    lines.add(
        "classes K "
            + model.classes()
            + ", extra clusters E "
            + model.extra()
            + ", code width Z "
            + model.codeWidth());
    if (model.head().isEmpty()) {
      lines.add("head: none, the features are the codes");
    }
    if (model.linear().isEmpty()) {
      lines.add("linear probe: none, trained without labels");
    }
    names("classes", LegendTexts.classes(model), Legend.classes(model.classes()), lines);
    names(
        "clusters",
        LegendTexts.clusters(model),
        Legend.clusters(model.classes() + model.extra()),
        lines);
    lines.add(
        model.backbone().isPresent()
            ? "backbone: in the file"
            : "backbone: not in the file, give it with --backbone");
    lines.add(sizes(model.backboneConfig()));
    return lines;
  }

  /** The names that somebody gave: {@code clusters: 3 = sky, 5 = road}. */
  private static void names(String what, Legend legend, Legend usual, List<String> lines) {
    String given =
        IntStream.range(0, legend.names().size())
            .filter(k -> !legend.names().get(k).equals(usual.names().get(k)))
            .mapToObj(k -> k + " = " + FormatException.oneLine(legend.names().get(k)))
            .collect(Collectors.joining(", "));
    if (!given.isEmpty()) {
      lines.add(what + ": " + given);
    }
  }

  /** Such as {@code ViT-S/8}. */
  static String name(VitConfig config) {
    String letter = LETTERS.get(List.of(config.width(), config.depth(), config.heads()));
    return letter == null
        ? "a ViT with patches of " + config.patch()
        : "ViT-" + letter + "/" + config.patch();
  }

  private static String sizes(VitConfig config) {
    return "patch P "
        + config.patch()
        + ", width D "
        + config.width()
        + ", "
        + config.depth()
        + " blocks, "
        + config.heads()
        + " heads, trained at "
        + config.trainedRows() * config.patch()
        + " x "
        + config.trainedColumns() * config.patch()
        + " px";
  }
}
