package ai.stego.cli;

import ai.stego.tensor.InputException;
import ai.stego.vit.weights.BackboneWeights;
import ai.stego.vit.weights.Convert;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code stego convert}: any weights into safetensors. */
@Command(
    name = "convert",
    header = "Turn weights of any known kind into safetensors.",
    description = {
      "",
      "A backbone gets DINO's tensor names; a STEGO checkpoint becomes one model file with its",
      "backbone in it. The output appears whole or not at all."
    },
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  stego convert cocostuff27_vit_base_5.ckpt model.safetensors",
      "  stego convert dino_deitsmall8_300ep_pretrain.pth vits8.safetensors"
    })
@SuppressWarnings("UnusedVariable") // picocli reads the fields
final class ConvertCommand implements Callable<Integer> {
  private static final String ENDING = ".safetensors";

  @Spec private CommandSpec spec;
  @Mixin private CommonOptions common;

  @Parameters(index = "0", paramLabel = "IN", description = "A .pth, .ckpt or .safetensors file.")
  private Path in;

  @Parameters(index = "1", paramLabel = "OUT.safetensors", description = "The file to write.")
  private Path out;

  @Option(
      names = "--heads",
      paramLabel = "A",
      description = "Attention heads of a backbone, where they are not D / 64.")
  private int heads;

  @Override
  public Integer call() throws IOException {
    if (!out.toString().toLowerCase(Locale.ROOT).endsWith(ENDING)) {
      throw new InputException(out + ": the output's name must end in " + ENDING);
    }
    Convert.toSafeTensors(in, out, BackboneWeights.Hints.heads(heads));
    spec.commandLine().getOut().println(out);
    return Main.FINE;
  }
}
