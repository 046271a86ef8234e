package ai.stego.cli;

import ai.stego.image.ImageException;
import ai.stego.image.ImageReader;
import ai.stego.image.ImageWriter;
import ai.stego.image.Rgb;
import ai.stego.tensor.Backend;
import ai.stego.tensor.InputException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code stego demo}: masks without any download. */
@Command(
    name = "demo",
    header = "See it work on a few photographs, without any download.",
    description = {
      "",
      "Writes NAME.overlay.png for each photograph and prints where. A photograph that cannot be",
      "read is reported, the rest goes on, and the exit code is 1."
    },
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {"  stego demo", "  stego demo holiday/*.jpg -o masks"},
    sortOptions = false)
@SuppressWarnings("UnusedVariable") // picocli reads the fields
final class DemoCommand implements Callable<Integer> {
  private static final String HOME = "stego.home";
  private static final float OPACITY = 0.55f;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "PATH",
      arity = "0..*",
      description = "Photographs, folders or globs; without any, the project's own samples.")
  private List<String> paths;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      defaultValue = "demo",
      description = "Where the overlays go; made if need be (default: ${DEFAULT-VALUE}).")
  private Path folder;

  @Mixin private DeviceOptions device;
  @Mixin private CommonOptions common;

  @Override
  public Integer call() throws IOException {
    List<Path> files = Inputs.expand(paths == null ? List.of(samples().toString()) : paths);
    SegmentRun.makeFolder(folder);
    PrintWriter out = spec.commandLine().getOut();
    try (Backend backend = device.open();
        DemoModel model = DemoModel.open(backend)) {
      int failed = 0;
      OutputNames names = new OutputNames();
      for (Path file : files) {
        try {
          Rgb photo = new ImageReader().read(file);
          Rgb overlay = model.segment(photo).toOverlay(photo, OPACITY);
          out.println(write(overlay, folder.resolve(names.next(file) + OutputNames.OVERLAY)));
        } catch (ImageException | InputException e) {
          failed++;
          spec.commandLine().getErr().println("stego: " + SegmentRun.line(file, e));
        }
        out.flush();
      }
      out.println(model.sentence());
      return failed == 0 ? Main.FINE : Main.SOME_FAILED;
    }
  }

  /** A picture that cannot be written is not the photograph's fault, and ends the run. */
  private static Path write(Rgb overlay, Path target) throws IOException {
    try {
      ImageWriter.writePng(overlay, target);
      return target;
    } catch (ImageException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** The samples beside the launcher, which says where it is, or below the current folder. */
  private static Path samples() {
    Path folder = Path.of(System.getProperty(HOME, ""), "samples");
    if (!Files.isDirectory(folder)) {
      throw new InputException(
          folder + ": the samples are not there; name photographs of your own: stego demo PATH...");
    }
    return folder;
  }
}
