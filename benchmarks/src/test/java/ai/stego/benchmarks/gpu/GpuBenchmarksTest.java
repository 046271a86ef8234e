package ai.stego.benchmarks.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.InputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every case runs, with tiny extents and on the CPU; what it says then counts for nothing. */
class GpuBenchmarksTest {
  @TempDir private static Path folder;

  private static String table;
  private static ResultFile result;

  @BeforeAll
  static void measureOnce() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertEquals(0, run(out, "--backend", "scalar", "--small", "--out", folder.toString()));
    table = out.toString(StandardCharsets.UTF_8);
    result = ResultReader.read(folder.resolve(GpuBenchmarks.RESULT));
  }

  private static int run(ByteArrayOutputStream out, String... arguments) throws IOException {
    return GpuBenchmarks.run(
        arguments,
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
  }

  @Test
  void everyCaseRunsAndTakesTime() {
    assertEquals(24, result.results().size());
    for (Measurement each : result.results()) {
      assertTrue(each.milliseconds() > 0, each.toString());
      assertTrue(each.fastest() <= each.milliseconds(), each.toString());
      assertTrue(each.milliseconds() <= each.slowest(), each.toString());
    }
  }

  @Test
  void theTableHasALineForEachCaseAndSaysThatItIsATrial() {
    assertTrue(table.contains("these figures say nothing"), table);
    for (Measurement each : result.results()) {
      assertEquals(1, lines(table, "| " + each.name() + " | "), each.name());
    }
  }

  @Test
  void aTargetIsAboutACaseThatThereIs() {
    List<String> names =
        new ArrayList<>(
            result.results().stream().map(Measurement::name).collect(Collectors.toList()));
    names.add("ViT-S/8, batch 64"); // the tiny run stops at 2
    for (Target target : Target.ALL) {
      assertTrue(names.contains(target.name()), target.name());
    }
  }

  @Test
  void aNameThatNoCaseHasIsRefused() {
    InputException refused =
        assertThrows(
            InputException.class,
            () -> run(new ByteArrayOutputStream(), "--backend", "scalar", "--only", "nothing"));
    assertTrue(refused.getMessage().contains("nothing"), refused.getMessage());
  }

  @Test
  void aCaseThatFailedKeepsItsReason() throws IOException {
    Measurement failed = failed();
    ResultFile file =
        new ResultFile("ours", "a device", "Java", "wall clock", false, List.of(failed));
    assertTrue(MarkdownTable.of(file).contains("failed: out of memory"));
    Path path = folder.resolve("failed.json");
    ResultWriter.write(file, path);
    assertEquals("out of memory", ResultReader.read(path).results().get(0).failure());
  }

  private static Measurement failed() {
    Case each = new Case("a case", "1 x 1", false, Work.UNCOUNTED, in -> List.of());
    return Measurement.failed(each, Precisions.FLOAT32, "out of memory");
  }

  @Test
  void anUnknownOptionIsRefusedWithTheUsage() {
    InputException refused =
        assertThrows(
            InputException.class, () -> run(new ByteArrayOutputStream(), "--fast", "please"));
    assertTrue(refused.getMessage().contains("--backend"), refused.getMessage());
  }

  private static long lines(String text, String start) {
    return text.lines().filter(line -> line.startsWith(start)).count();
  }
}
