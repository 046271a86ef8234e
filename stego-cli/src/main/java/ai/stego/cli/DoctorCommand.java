package ai.stego.cli;

import ai.stego.tensor.Backend;
import ai.stego.tensor.Backends;
import ai.stego.vit.weights.CacheFolder;
import ai.stego.vit.weights.WeightCache;
import ai.stego.vit.weights.WeightCatalog;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code stego doctor}: what this machine offers. */
@Command(
    name = "doctor",
    header = "Say what this machine offers and what stego makes of it.",
    description = {
      "",
      "Java, memory, backends found and why not, the cache folder and the weights in it."
    },
    optionListHeading = "%nOptions:%n")
@SuppressWarnings("UnusedVariable") // picocli reads the fields
final class DoctorCommand implements Callable<Integer> {
  private static final double GIB = 1L << 30;

  @Spec private CommandSpec spec;
  @Mixin private CommonOptions common;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    line(out, "stego", Version.text());
    line(
        out,
        "Java",
        property("java.version")
            + ", "
            + property("java.vm.name")
            + ", in "
            + property("java.home"));
    line(out, "system", property("os.name") + " " + property("os.arch"));
    Runtime runtime = Runtime.getRuntime();
    line(out, "processors", Integer.toString(runtime.availableProcessors()));
    line(
        out,
        "memory",
        String.format(Locale.ROOT, "%.1f GiB of heap at most (-Xmx)", runtime.maxMemory() / GIB));
    boolean usable = backends(out);
    cache(out);
    return usable ? Main.FINE : Main.MISTAKE;
  }

  private static boolean backends(PrintWriter out) {
    boolean usable = false;
    for (Backends.Found found : Backends.report()) {
      usable |= found.unavailable().isEmpty();
      line(out, "backend", found.name() + " (" + found.device() + "): " + state(found));
      found.details().forEach(detail -> line(out, "", detail));
    }
    return usable && opens(out);
  }

  private static String state(Backends.Found found) {
    return found
        .unavailable()
        .map(reason -> "not usable: " + reason)
        .or(() -> found.discouraged().map(reason -> "usable when asked for: " + reason))
        .orElse("usable");
  }

  /** A backend that says it can be used and then cannot is the very thing to be told here. */
  private static boolean opens(PrintWriter out) {
    try (Backend backend = Backends.open()) {
      line(out, "in use", backend.description());
      return true;
    } catch (RuntimeException | LinkageError e) {
      line(out, "in use", "none: " + Failure.of(e).line());
      return false;
    }
  }

  private static void cache(PrintWriter out) throws IOException {
    Path folder = CacheFolder.standard();
    line(out, "cache", folder + state(folder));
    WeightCache weights = WeightCache.standard();
    for (WeightCatalog.Entry entry : WeightCatalog.entries()) {
      String there = WeightsCommand.state(weights, entry);
      line(out, "weights", entry.name() + ": " + (there.equals("-") ? "not there" : there));
    }
  }

  private static String state(Path folder) {
    if (!Files.exists(folder)) {
      return " (will be made)";
    }
    if (!Files.isDirectory(folder)) {
      return " (is a file, not a folder; STEGO_CACHE names another)";
    }
    return Files.isWritable(folder) ? "" : " (cannot be written; STEGO_CACHE names another)";
  }

  private static String property(String name) {
    return System.getProperty(name, "?");
  }

  private static void line(PrintWriter out, String name, String value) {
    out.printf(Locale.ROOT, "%-11s %s%n", name, value);
  }
}
