package ai.stego.benchmarks.paired;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.InputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every line runs, with tiny extents and without the Vector API. */
class PairedTableTest {
  private static final int LINES_WITHOUT_PEERS = 24;

  private static String run(String... arguments) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream log = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    PairedTable.run(arguments, new PrintStream(out, true, StandardCharsets.UTF_8), log);
    return out.toString(StandardCharsets.UTF_8);
  }

  private static List<String> lines(String table) {
    return table.lines().filter(line -> line.startsWith("| ")).skip(1).toList();
  }

  @Test
  void everyLineThatNeedsNoVectorsRuns() throws IOException {
    // All but the line that sets the scalar backend beside the vector one.
    String table = run("^(?!.*without the Vector)", "--quick", "--backend", "scalar");
    assertTrue(table.contains("these figures say nothing"), table);
    List<String> lines = lines(table);
    assertEquals(LINES_WITHOUT_PEERS - 1, lines.size(), table);
    lines.forEach(line -> assertTrue(line.endsWith("| - | - | - |"), line));
  }

  @Test
  void aFilterChoosesLinesByWorkAndThreads() throws IOException {
    String table = run("224 px, 1 thread$", "--quick", "--backend", "scalar");
    assertEquals(1, lines(table).size(), table);
  }

  @Test
  void aFilterThatNothingMatchesIsRefused() {
    refused("no line", "nothing like this", "--quick");
    refused("filter", "(");
  }

  @Test
  void unknownOptionsAndWrongNumbersAreRefused() {
    refused("--rounds", "--rounds", "0");
    refused("expected [FILTER]", "--fast", "1");
    refused("expected [FILTER]", "--rounds");
  }

  @Test
  void peersThatAreNotOnTheClassPathAreRefused() {
    refused("-P peers", "--peers", "models");
  }

  @Test
  void aPeerThatComputesSomethingElseIsRefused() {
    PrintStream log = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    Peers peers = new Peers(Path.of(""), List.of(), log);
    float[] ours = {1, 2};
    peers.requireSame("a peer", ours, new float[] {1.0005f, 2});
    for (float[] theirs : new float[][] {{1, 2.01f}, {1, Float.NaN}, {1, 2, 3}}) {
      assertThrows(InputException.class, () -> peers.requireSame("a peer", ours, theirs));
    }
  }

  private static void refused(String message, String... arguments) {
    InputException refusal = assertThrows(InputException.class, () -> run(arguments));
    assertTrue(refusal.getMessage().contains(message), refusal.getMessage());
  }
}
