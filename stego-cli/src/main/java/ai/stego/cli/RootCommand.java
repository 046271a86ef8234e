package ai.stego.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code stego} without a command: help and version. */
@Command(
    name = "stego",
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    header = {"Segments photographs without labels.", ""},
    commandListHeading = "%nCommands:%n",
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:everything went well",
      "1:some of several inputs failed; the others were done",
      "2:the request cannot be carried out as it stands",
      "3:a fault in stego itself"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  stego demo                                 see it work, without any download",
      "  stego weights pull dino-vits8-300ep        fetch a backbone",
      "  stego segment photos/ -m model.safetensors -o masks/",
      "  stego help segment                         what a command can do"
    })
@SuppressWarnings("UnusedVariable") // picocli reads the fields
final class RootCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the version.")
  private boolean version;

  @Override
  public void run() {
    throw new NothingAsked(spec);
  }

  /** No command and no option: the answer is the help. */
  static final class NothingAsked extends ParameterException {
    private static final long serialVersionUID = 1L;

    NothingAsked(CommandSpec spec) {
      super(spec.commandLine(), "a command is missing");
    }
  }
}
