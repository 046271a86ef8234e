package ai.stego.cli;

import ai.stego.segment.Legend;
import ai.stego.segment.LegendTexts;
import ai.stego.tensor.InputException;
import ai.stego.tensor.io.FormatException;
import ai.stego.tensor.io.TensorFile;
import ai.stego.vit.weights.ModelFile;
import ai.stego.vit.weights.StegoCheckpoint;
import ai.stego.vit.weights.StegoTensors;
import ai.stego.vit.weights.WeightSource;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code stego name}: what the clusters of a model are called. */
@Command(
    name = "name",
    header = "Say what the clusters of a model are called.",
    description = {
      "",
      "The names are stored in the model file and shown in masks. Clusters that are not mentioned",
      "keep theirs. Without any NUMBER=NAME the names are printed."
    },
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  stego name model.safetensors",
      "  stego name model.safetensors 3=sky 5=road '7=brick wall'",
      "  stego name model.ckpt 3=sky -o model.safetensors"
    })
@SuppressWarnings("UnusedVariable") // picocli reads the fields
final class NameCommand implements Callable<Integer> {
  private static final String ENDING = ".safetensors";

  @Spec private CommandSpec spec;
  @Mixin private CommonOptions common;

  @Parameters(index = "0", paramLabel = "MODEL", description = "The model file.")
  private Path path;

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "NUMBER=NAME",
      description = "A cluster's number, counted from 0, and its name.")
  private List<String> assignments = List.of();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Write another model file and leave this one as it is.")
  private Path output;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    try (TensorFile file = WeightSource.open(path)) {
      StegoTensors model = StegoCheckpoint.read(file);
      Legend legend = LegendTexts.clusters(model);
      Map<Integer, String> names = ClusterNames.parse(assignments, legend.names().size());
      if (names.isEmpty()) {
        requireNoOutput();
        print(out, legend);
        return Main.FINE;
      }
      Path target = target(model);
      Legend renamed = legend.withNames(ClusterNames.put(names, legend.names()));
      StegoTensors named = LegendTexts.put(model, Optional.empty(), Optional.of(renamed));
      ModelFile.write(target, named, model.backbone().isPresent());
      print(out, renamed);
      out.println(target);
    }
    return Main.FINE;
  }

  private void requireNoOutput() {
    if (output != null) {
      throw new InputException(output + ": there are no names to write; say such as 3=sky");
    }
  }

  private Path target(StegoTensors model) {
    Path target = output == null ? path : output;
    if (output == null && !model.metadata().containsKey(ModelFile.FORMAT)) {
      throw new InputException(
          path + ": this is a checkpoint, which has no room for names; choose -o FILE" + ENDING);
    }
    if (output != null && !output.toString().toLowerCase(Locale.ROOT).endsWith(ENDING)) {
      throw new InputException(output + ": the output's name must end in " + ENDING);
    }
    return target;
  }

  private static void print(PrintWriter out, Legend legend) {
    for (int k = 0; k < legend.names().size(); k++) {
      String name = FormatException.oneLine(legend.names().get(k));
      out.printf(Locale.ROOT, "%5d  %s  %s%n", k, legend.palette().hex(k), name);
    }
  }
}
