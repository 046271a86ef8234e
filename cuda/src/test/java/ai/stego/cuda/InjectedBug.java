package ai.stego.cuda;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A mistake of one line to be put into a kernel that works.
 *
 * @param what the mistake, for people
 * @param file the file it is put into: {@code kernels/x.cu} or {@code include/x.cuh}
 * @param kernels the file of kernels that is compiled with it
 * @param operations a regular expression: how the names of the cases begin that run those kernels
 * @param original the text before
 * @param mistaken the text with the mistake
 * @param report a regular expression that the report must match
 */
record InjectedBug(
    String what,
    String file,
    String kernels,
    String operations,
    String original,
    String mistaken,
    String report) {
  private static final String RACE = "race on|memory nobody wrote";
  private static final String OUTSIDE = "past the end|illegal (read|write)|nobody wrote|race on";

  private static InjectedBug in(
      String kernels, String operations, String what, String from, String to, String report) {
    String file = "kernels/" + kernels + ".cu";
    return new InjectedBug(what, file, kernels, operations, from, to, report);
  }

  private InjectedBug through(String include) {
    return new InjectedBug(
        what, "include/" + include + ".cuh", kernels, operations, original, mistaken, report);
  }

  /** All bugs; the first few are quick to compile and run, and of different kinds. */
  static List<InjectedBug> all() {
    return Stream.of(rows(), sums(), weights(), clusters(), attention())
        .flatMap(List::stream)
        .toList();
  }

  private static List<InjectedBug> rows() {
    String past = "if (row > rows) return;";
    return List.of(
        in("rows", "normalize ", "a row too many", "if (row >= rows) return;", past, OUTSIDE),
        in("layer_norm", "layerNorm ", "a row too many", "if (row >= rows) return;", past, OUTSIDE),
        in(
                "rows",
                "softmax",
                "a column too many",
                "if (i < width) f(",
                "if (i <= width) f(",
                OUTSIDE)
            .through("row"),
        in("rows", "softmax", "reads past a row", "= i < width ? x", "= i <= width ? x", OUTSIDE)
            .through("row"));
  }

  private static List<InjectedBug> sums() {
    return List.of(
        in(
            "sums",
            "columnSums",
            "no barrier in a tree of sums",
            "    __syncthreads();\n    if (thread < half)",
            "    if (thread < half)",
            RACE),
        in(
            "sums",
            "columnSums",
            "a column too many",
            "if (column >= columns) return;",
            "if (column > columns) return;",
            OUTSIDE),
        in(
            "sums",
            "columnSums",
            "a chunk too many",
            "chunk < chunks; chunk++",
            "chunk <= chunks; chunk++",
            OUTSIDE));
  }

  private static List<InjectedBug> weights() {
    String kernels = "attention_weights";
    String operations = "attentionWeights";
    return List.of(
        in(
            kernels,
            operations,
            "no barrier between scores and their maximum",
            "  __syncthreads();\n  float max",
            "  float max",
            RACE),
        in(
            kernels,
            operations,
            "a key too many",
            "lane == 0 && token < tokens",
            "lane == 0 && token <= tokens",
            OUTSIDE),
        in(
                kernels,
                operations,
                "no barrier before warps' sums are read",
                "= v;\n  __syncthreads();\n",
                "= v;\n",
                RACE)
            .through("reductions"),
        in(
                kernels,
                operations,
                "no barrier before warps' sums are written again",
                "  __syncthreads();\n  return v;",
                "  return v;",
                RACE)
            .through("reductions"));
  }

  private static List<InjectedBug> clusters() {
    String file = "cluster_sums";
    String operations = "clusterSums";
    return List.of(
        in(
            file,
            operations,
            "no warp barrier after zeroing",
            "  __syncwarp();\n  const float* x",
            "  const float* x",
            RACE),
        in(
            file,
            operations,
            "no warp barrier before counts are read",
            "  __syncwarp();\n  double* to",
            "  double* to",
            RACE),
        in(
            file,
            operations,
            "no barrier before slices are added",
            "  __syncthreads();\n  if (slice",
            "  if (slice",
            RACE),
        in(
            file,
            operations,
            "a chunk too many",
            "p < chunks; p += SLICES",
            "p <= chunks; p += SLICES",
            OUTSIDE),
        in(
            file,
            operations,
            "clusters that do not exist",
            "min(CLUSTERS, clusters - k0)",
            "CLUSTERS",
            OUTSIDE),
        in(
            file,
            operations,
            "a cluster's count too many",
            "k < here; k += 32) part",
            "k <= here; k += 32) part",
            OUTSIDE));
  }

  private static List<InjectedBug> attention() {
    String barrier = "    __syncthreads();  // the ";
    String keys = "keys are here, and nobody needs the values of the last tile\n";
    String values = "values are here, and nobody needs these keys\n";
    String wait = "    cp_async_wait<0>();\n";
    return Stream.of(
            new String[] {"no wait for the keys", wait + barrier + keys, barrier + keys, RACE},
            new String[] {
              "no wait for the values", wait + barrier + values, barrier + values, RACE
            },
            new String[] {"no barrier for the keys", barrier + keys, "", RACE},
            new String[] {"no barrier for the values", barrier + values, "", RACE},
            new String[] {"a query too many", "if (row >= tokens)", "if (row > tokens)", OUTSIDE},
            new String[] {"a channel too many", "(c + e < width)", "(c + e <= width)", OUTSIDE})
        .map(bug -> in("attention", "attention ", bug[0], bug[1], bug[2], bug[3]))
        .toList();
  }

  /**
   * Compiles the kernels with the mistake in them, in the checking build.
   *
   * @param folder for the sources and the library
   * @return a library of the kernels of that file
   */
  Path compile(Path folder) throws IOException, InterruptedException {
    String text = Files.readString(Path.of(file));
    if (!text.contains(original)) {
      throw new IllegalStateException(file + " has no longer: " + original);
    }
    // The headers beside the source come before those of the module; gpu.cuh stays where it is.
    try (Stream<Path> headers = Files.list(Path.of("include"))) {
      for (Path header : headers.toList()) {
        if (!header.endsWith("gpu.cuh")) {
          Files.copy(header, folder.resolve(header.getFileName()));
        }
      }
    }
    Path source = folder.resolve(kernels + ".cu");
    Files.copy(Path.of("kernels", kernels + ".cu"), source);
    String changed = text.replaceFirst(Pattern.quote(original), Matcher.quoteReplacement(mistaken));
    Files.writeString(folder.resolve(Path.of(file).getFileName()), changed);
    Path library = folder.resolve("libmistaken.so");
    Process build =
        new ProcessBuilder(
                "bash",
                "build.sh",
                "library",
                "checking",
                EmulatedDriver.folder().toString(),
                source.toString(),
                library.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(build.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (build.waitFor() != 0) {
      throw new IllegalStateException(what + " in " + file + " does not compile: " + output);
    }
    return library;
  }

  @Override
  public String toString() {
    return what + " in " + file;
  }
}
