package ai.stego.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What a run trains on, as the command line says it. */
@SuppressWarnings("UnusedVariable") // picocli reads the fields
final class TrainOptions {
  @Parameters(
      paramLabel = "DATA",
      arity = "0..1",
      description = "The photographs; may be left out with --resume.")
  private Path data;

  @Option(
      names = {"-b", "--backbone"},
      paramLabel = "FILE",
      description = {
        "The backbone: a file, a name of 'stego weights list', or soft16, which nobody trained:",
        "it knows colour and texture only."
      })
  private String backbone;

  @Option(
      names = "--heads",
      paramLabel = "A",
      description = "Attention heads of the backbone, where they are not D / 64.")
  private Integer heads;

  @Option(
      names = "--dataset",
      paramLabel = "KIND",
      description =
          "How DATA is laid out: directory (default), cocostuff27, cityscapes27, potsdam3.")
  private String dataset;

  @Option(
      names = "--class-names",
      paramLabel = "FILE",
      description = "Names of a directory's labelled classes, one a line.")
  private Path names;

  @Option(names = "--no-labels", description = "Do not look at labels, even if there are any.")
  private boolean noLabels;

  @Option(
      names = "--store-dir",
      paramLabel = "DIR",
      description = "Where features are stored; runs may share it (default: RUN/store).")
  private Path stores;

  @Option(
      names = "--embed-backbone",
      description = "Put the backbone into model.safetensors too: one file to segment with.")
  private boolean embed;

  /** What was given. */
  TrainInputs inputs() {
    Map<String, String> texts = new LinkedHashMap<>();
    put(texts, TrainInputs.DATA, data == null ? null : data.toAbsolutePath().normalize());
    put(texts, TrainInputs.BACKBONE, backbone);
    put(texts, TrainInputs.HEADS, heads);
    put(texts, TrainInputs.DATASET, dataset);
    put(texts, TrainInputs.CLASS_NAMES, names == null ? null : names.toAbsolutePath().normalize());
    put(texts, TrainInputs.LABELS, noLabels ? false : null);
    put(texts, TrainInputs.STORE_DIR, stores == null ? null : stores.toAbsolutePath().normalize());
    put(texts, TrainInputs.EMBED, embed ? true : null);
    return new TrainInputs(texts);
  }

  private static void put(Map<String, String> texts, String key, Object value) {
    if (value != null) {
      texts.put(key, value.toString());
    }
  }
}
