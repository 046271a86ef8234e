package ai.stego.cli;

import ai.stego.tensor.io.FormatException;
import ai.stego.tensor.io.HostTensor;
import ai.stego.tensor.io.Npy;
import ai.stego.tensor.io.TensorFile;
import ai.stego.tensor.io.TensorInfo;
import ai.stego.vit.weights.BackboneWeights;
import ai.stego.vit.weights.WeightSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code stego info}: what a file of tensors is and holds. */
@Command(
    name = "info",
    header = "Say what a file of tensors is and what it holds.",
    description = {
      "",
      "Reads torch files (.pth, .ckpt), safetensors and npy; never runs anything in them."
    },
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {"  stego info model.ckpt", "  stego info --brief dino_deitsmall8_300ep_pretrain.pth"})
@SuppressWarnings("UnusedVariable") // picocli reads the fields
final class InfoCommand implements Callable<Integer> {
  private static final int NPY_MAGIC = 0x93;
  private static final int WIDEST_NAME = 60;

  @Spec private CommandSpec spec;
  @Mixin private CommonOptions common;

  @Parameters(paramLabel = "FILE", description = "The file.")
  private Path path;

  @Option(
      names = {"-b", "--brief"},
      description = "Only what it is: no list of tensors, no metadata.")
  private boolean brief;

  @Option(
      names = "--heads",
      paramLabel = "A",
      description = "Attention heads, where they are not D / 64.")
  private int heads;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    BackboneWeights.Hints hints = BackboneWeights.Hints.heads(heads);
    if (isNpy()) {
      HostTensor array = Npy.read(path);
      out.println(path + ": a npy array of shape " + array.shape());
      return Main.FINE;
    }
    try (TensorFile file = WeightSource.open(path)) {
      out.println(path + ": " + WeightDescription.title(file));
      WeightDescription.details(file, hints).forEach(line -> out.println("  " + line));
      if (!brief) {
        tensors(out, file);
        metadata(out, file.metadata());
      }
    }
    return Main.FINE;
  }

  private boolean isNpy() throws IOException {
    if (!Files.isRegularFile(path)) {
      return false; // the reader of weights says what is wrong
    }
    try (InputStream in = Files.newInputStream(path)) {
      return in.read() == NPY_MAGIC && in.read() == 'N';
    }
  }

  private static void tensors(PrintWriter out, TensorFile file) {
    long bytes = 0;
    int longest = 0;
    for (TensorInfo tensor : file.tensors()) {
      bytes += tensor.bytes();
      longest = Math.max(longest, FormatException.oneLine(tensor.name()).length());
    }
    out.printf(Locale.ROOT, "%ntensors: %d, %.1f MB%n", file.tensors().size(), bytes / 1e6);
    String form = "  %-" + Math.max(1, Math.min(WIDEST_NAME, longest)) + "s  %-7s %s%n";
    for (TensorInfo tensor : file.tensors()) {
      String name = FormatException.oneLine(tensor.name());
      out.printf(Locale.ROOT, form, name, tensor.dtype(), tensor.shape());
    }
  }

  private static void metadata(PrintWriter out, Map<String, String> metadata) {
    if (metadata.isEmpty()) {
      return;
    }
    out.printf("%nmetadata:%n");
    metadata.forEach(
        (key, value) -> {
          String line = FormatException.oneLine(value.replaceAll("\\R", " "));
          out.println("  " + FormatException.oneLine(key) + " = " + line);
        });
  }
}
