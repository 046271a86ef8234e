package ai.stego.train.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.io.FormatException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunMetricsTest {
  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void nameTheFile() {
    file = folder.resolve(RunMetrics.FILE_NAME);
  }

  private void log(long... steps) throws IOException {
    try (RunMetrics metrics = RunMetrics.create(file)) {
      for (long step : steps) {
        metrics.add(step, Map.of("loss", step / 8.0));
      }
    }
  }

  private List<Long> steps() throws IOException {
    return RunMetrics.read(file).stream().map(RunMetrics.Entry::step).toList();
  }

  @Test
  void aLineIsReadableAsSoonAsItIsAdded() throws IOException {
    try (RunMetrics metrics = RunMetrics.create(file)) {
      metrics.add(10, Map.of("loss/total", 0.25));
      assertEquals("{\"step\":10,\"values\":{\"loss/total\":0.25}}\n", Files.readString(file));
    }
  }

  @Test
  void whatIsNotFiniteComesBack() throws IOException {
    try (RunMetrics metrics = RunMetrics.create(file)) {
      metrics.add(1, Map.of("a", Double.NaN));
      metrics.add(2, Map.of("a", Double.NEGATIVE_INFINITY));
    }
    RunMetrics.Series series = RunMetrics.series(RunMetrics.read(file), "a");
    assertArrayEquals(new double[] {Double.NaN, Double.NEGATIVE_INFINITY}, series.values());
    assertArrayEquals(new double[] {1, 2}, series.steps());
  }

  @Test
  void aNumberThatWasNotLoggedAtEachStepHasFewerPoints() throws IOException {
    try (RunMetrics metrics = RunMetrics.create(file)) {
      metrics.add(1, Map.of("loss", 1.0));
      metrics.add(2, Map.of("loss", 2.0, "miou", 0.5));
    }
    assertArrayEquals(new double[] {2}, RunMetrics.series(RunMetrics.read(file), "miou").steps());
    assertEquals(0, RunMetrics.series(RunMetrics.read(file), "other").values().length);
  }

  @Test
  void aCurveGoesFromStepToStepWhateverTheOrderOfTheLines() throws IOException {
    log(20, 10);
    RunMetrics.Series series = RunMetrics.series(RunMetrics.read(file), "loss");
    assertArrayEquals(new double[] {10, 20}, series.steps());
    assertArrayEquals(new double[] {1.25, 2.5}, series.values());
  }

  @Test
  void whereverTheLastLineIsCutTheOthersAreRead() throws IOException {
    log(1, 2);
    byte[] all = Files.readAllBytes(file);
    int second = all.length / 2;
    for (int end = second; end < all.length - 1; end++) {
      Files.write(file, Arrays.copyOf(all, end));
      assertEquals(List.of(1L), steps(), "cut at " + end);
    }
  }

  @Test
  void resumingDropsLaterStepsAndACutLine() throws IOException {
    log(10, 20, 30, 40);
    Files.writeString(file, "{\"step\":5", StandardOpenOption.APPEND);
    try (RunMetrics metrics = RunMetrics.resume(file, 20)) {
      metrics.add(30, Map.of("loss", 7.0));
    }
    assertEquals(List.of(10L, 20L, 30L), steps());
    assertArrayEquals(
        new double[] {1.25, 2.5, 7}, RunMetrics.series(RunMetrics.read(file), "loss").values());
  }

  @Test
  void resumingWithoutALogBeginsOne() throws IOException {
    RunMetrics.resume(file, 20).close();
    assertEquals(List.of(), steps());
  }

  @Test
  void anEarlierRunIsNotOverwritten() throws IOException {
    log(1);
    FileSystemException refused =
        assertThrows(FileSystemException.class, () -> RunMetrics.create(file));
    assertTrue(refused.getMessage().contains("earlier run"), refused.getMessage());
    assertEquals(List.of(1L), steps());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense",
        "{\"step\":1}",
        "{\"values\":{}}",
        "{\"step\":1.5,\"values\":{}}",
        "{\"step\":1,\"values\":{\"a\":\"b\"}}",
        "{\"step\":1,\"values\":{\"a\":[]}}",
        "{\"step\":1,\"values\":{\"a\":null}}",
        "{\"step\":1,\"values\":{}} {}",
        "{\"step\":99999999999999999999,\"values\":{}}",
        "[]"
      })
  void aDamagedLineInTheMiddleIsNamed(String line) throws IOException {
    Files.writeString(
        file, "{\"step\":1,\"values\":{}}\n" + line + "\n{\"step\":3,\"values\":{}}\n");
    FormatException refused = assertThrows(FormatException.class, () -> RunMetrics.read(file));
    assertTrue(refused.getMessage().startsWith(file + ": line 2 "), refused.getMessage());
  }

  @Test
  void aLineWithoutEndIsRefusedBeforeItFillsTheMemory() throws IOException {
    Files.writeString(file, "x".repeat((1 << 20) + 1));
    FormatException refused = assertThrows(FormatException.class, () -> RunMetrics.read(file));
    assertTrue(refused.getMessage().contains("longer than"), refused.getMessage());
  }
}
