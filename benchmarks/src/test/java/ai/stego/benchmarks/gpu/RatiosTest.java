package ai.stego.benchmarks.gpu;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RatiosTest {
  private static final String SHAPE = "16 x 785 tokens";

  private static Measurement measured(String name, String shape, String variant, double time) {
    OptionalLong bytes = OptionalLong.of((long) (time * 1000));
    return new Measurement(
        name, shape, Precisions.BF16, variant, time, time, time, Work.UNCOUNTED, bytes, "");
  }

  private static ResultFile file(Measurement... results) {
    return file(false, results);
  }

  private static ResultFile file(boolean trial, Measurement... results) {
    return new ResultFile("a program", "a device", "1.0", "events", trial, List.of(results));
  }

  @Test
  void thePeersFastestWayIsTheOneThatCounts() {
    Ratios ratios =
        new Ratios(
            file(measured("attention", SHAPE, "", 3)),
            file(
                measured("attention", SHAPE, "eager", 6),
                measured("attention", SHAPE, "compiled", 2)));
    String table = ratios.table();
    assertTrue(table.contains("| attention | bf16 | 3.00 | 2.00 compiled | 1.50 | 1.50 |"), table);
    assertTrue(table.contains("| attention | bf16 | no slower than 1.25x | 1.50: no |"), table);
    assertTrue(table.contains("| k-means | float32 | at least 3x faster | not measured |"), table);
  }

  @Test
  void aTargetThatIsReachedSaysYes() {
    Ratios ratios =
        new Ratios(
            file(measured("attention", SHAPE, "", 2)),
            file(measured("attention", SHAPE, "eager", 2)));
    assertTrue(ratios.table().contains("| 1.00: yes |"), ratios.table());
  }

  @Test
  void figuresOfOtherExtentsAreNotCompared() {
    Ratios ratios =
        new Ratios(
            file(measured("attention", SHAPE, "", 2)),
            file(measured("attention", "8 x 785 tokens", "eager", 2)));
    InputException refused = assertThrows(InputException.class, ratios::table);
    assertTrue(refused.getMessage().contains("8 x 785 tokens"), refused.getMessage());
  }

  @Test
  void aTrialIsNotComparedWithAMeasurement() {
    assertThrows(InputException.class, () -> new Ratios(file(), file(true)));
  }

  @Test
  void aTrialReachesNoTarget() {
    ResultFile ours = file(true, measured("attention", SHAPE, "", 1));
    ResultFile peer = file(true, measured("attention", SHAPE, "eager", 2));
    String table = new Ratios(ours, peer).table();
    assertTrue(table.contains("not measured: tiny extents"), table);
    assertFalse(table.contains(": yes"), table);
  }

  @Test
  void aCaseThatFailedIsNoRatio() {
    Measurement failed =
        Measurement.failed(
            new Case("attention", SHAPE, true, Work.UNCOUNTED, in -> List.of()),
            Precisions.BF16,
            "out of memory");
    String table = new Ratios(file(failed), file(measured("attention", SHAPE, "eager", 2))).table();
    assertTrue(table.contains("failed: out of memory"), table);
    assertFalse(table.contains(": yes"), table);
  }

  @Test
  void aFileThatIsNoResultIsRefusedByName(@TempDir Path folder) throws IOException {
    Path empty = Files.writeString(folder.resolve("empty.json"), "{}");
    InputException refused = assertThrows(InputException.class, () -> ResultReader.read(empty));
    assertTrue(refused.getMessage().contains("empty.json: expected"), refused.getMessage());
    assertThrows(InputException.class, () -> ResultReader.read(folder.resolve("none.json")));
  }
}
