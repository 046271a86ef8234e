package ai.stego.cli;

import ai.stego.vit.weights.WeightCache;
import ai.stego.vit.weights.WeightCatalog;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code stego weights}: pretrained backbones by name. */
@Command(
    name = "weights",
    header = "Fetch pretrained backbones and keep them.",
    description = {
      "",
      "Files are kept in a cache folder ('stego doctor' says which; STEGO_CACHE names another),",
      "each with its SHA-256, which is checked on every use. A file may also be put there by hand.",
      "STEGO_WEIGHTS_URL names a mirror of the official address."
    },
    synopsisSubcommandLabel = "(list | pull NAME... | path NAME)",
    commandListHeading = "%nCommands:%n",
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  stego weights list",
      "  stego weights pull dino-vits8-300ep",
      "  stego features photo.jpg --backbone dino-vits8-300ep -o features.npy"
    })
@SuppressWarnings("UnusedVariable") // picocli reads the fields
final class WeightsCommand implements Runnable {
  @Spec private CommandSpec spec;
  @Mixin private CommonOptions common;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say what to do: list, pull or path");
  }

  /** Shows the catalogue and what is there. */
  @Command(name = "list", header = "Show what can be fetched and what is there.")
  int list(@Mixin CommonOptions options) throws IOException {
    WeightCache cache = WeightCache.standard();
    PrintWriter out = spec.commandLine().getOut();
    for (WeightCatalog.Entry entry : WeightCatalog.entries()) {
      out.printf(
          Locale.ROOT,
          "%-17s %-9s %4d MB  %-8s %s%n",
          entry.name(),
          entry.model(),
          entry.megabytes(),
          state(cache, entry),
          entry.note());
    }
    out.println("in " + cache.folder());
    return Main.FINE;
  }

  /** One word, or a percentage, on whether a file is there. */
  static String state(WeightCache cache, WeightCatalog.Entry entry) throws IOException {
    if (cache.holds(entry)) {
      return "there";
    }
    long part = cache.partialBytes(entry);
    return part == 0 ? "-" : "part " + part / 1_000_000;
  }

  /** Fetches files. */
  @Command(
      name = "pull",
      header = "Fetch files, going on where an earlier attempt stopped; print where they are.")
  int pull(
      @Mixin CommonOptions options,
      @Parameters(paramLabel = "NAME", arity = "1..*", description = "Names from the list.")
          List<String> names)
      throws IOException {
    WeightCache cache = WeightCache.standard();
    List<WeightCatalog.Entry> entries = names.stream().map(WeightCatalog::get).toList();
    for (WeightCatalog.Entry entry : entries) {
      try (PullProgress progress = new PullProgress(spec.commandLine().getErr(), entry.name())) {
        spec.commandLine().getOut().println(cache.pull(entry, progress));
      }
    }
    return Main.FINE;
  }

  /** Prints where a file is. */
  @Command(name = "path", header = "Check a file that is there and print its path; fetch nothing.")
  int path(
      @Mixin CommonOptions options,
      @Parameters(paramLabel = "NAME", description = "A name from the list.") String name)
      throws IOException {
    spec.commandLine().getOut().println(WeightCache.standard().require(WeightCatalog.get(name)));
    return Main.FINE;
  }
}
