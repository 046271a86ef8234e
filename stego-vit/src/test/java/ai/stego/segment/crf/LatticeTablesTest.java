package ai.stego.segment.crf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.stego.tensor.InputException;
import ai.stego.tensor.Rng;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LatticeTablesTest {
  @Test
  void theTableNumbersKeysInTheOrderOfFirstSightWhileItGrows() {
    VertexTable table = new VertexTable(3, 1);
    Map<List<Integer>, Integer> expected = new HashMap<>();
    Rng rng = Rng.of(1);
    for (int i = 0; i < 20_000; i++) {
      int[] key = {rng.nextInt(30) - 15, 4 * rng.nextInt(20), -rng.nextInt(9)};
      List<Integer> boxed = List.of(key[0], key[1], key[2]);
      expected.putIfAbsent(boxed, expected.size());
      assertEquals(expected.get(boxed), table.findOrAdd(key, rng.nextInt(40)));
    }
    assertEquals(expected.size(), table.size());
  }

  @Test
  void verticesAreSortedByTheirCoordinatesWhateverTheirRange() {
    VertexTable table = new VertexTable(2, 16);
    Rng rng = Rng.of(2);
    for (int i = 0; i < 500; i++) {
      table.findOrAdd(new int[] {rng.nextInt(9) - 4, rng.nextInt(1 << 30) - (1 << 29)}, 0);
    }
    int[] order = LexicographicOrder.sort(table, 2);
    int[] seen = order.clone();
    Arrays.sort(seen);
    for (int i = 0; i < order.length; i++) {
      assertEquals(i, seen[i], "not a permutation");
      if (i > 0) {
        int first =
            Integer.compare(coordinate(table, order, i - 1, 0), coordinate(table, order, i, 0));
        int second =
            Integer.compare(coordinate(table, order, i - 1, 1), coordinate(table, order, i, 1));
        assertEquals(-1, first == 0 ? second : first);
      }
    }
  }

  private static int coordinate(VertexTable table, int[] order, int at, int axis) {
    return table.coordinate(order[at], axis);
  }

  @Test
  void theWalkFindsTheSameNeighboursAsASearch() {
    VertexTable table = new VertexTable(2, 16);
    Map<List<Integer>, Integer> vertices = new HashMap<>();
    Rng rng = Rng.of(8);
    for (int i = 0; i < 150; i++) {
      int remainder = rng.nextInt(3);
      int[] key = {3 * (rng.nextInt(9) - 4) + remainder, 3 * rng.nextInt(9) + remainder};
      vertices.put(List.of(key[0], key[1]), table.findOrAdd(key, 0));
    }
    SortedVertices sorted = new SortedVertices(table, 2);
    int[][] steps = {{-2, 1}, {1, -2}, {1, 1}};
    for (int axis = 0; axis < 3; axis++) {
      int[] upper = sorted.upper(axis);
      int[] lower = SortedVertices.lower(upper);
      for (Map.Entry<List<Integer>, Integer> entry : vertices.entrySet()) {
        int x = entry.getKey().get(0);
        int y = entry.getKey().get(1);
        int vertex = sorted.number(entry.getValue());
        Integer ahead = vertices.get(List.of(x + steps[axis][0], y + steps[axis][1]));
        Integer behind = vertices.get(List.of(x - steps[axis][0], y - steps[axis][1]));
        assertEquals(ahead == null ? -1 : sorted.number(ahead), upper[vertex]);
        assertEquals(behind == null ? -1 : sorted.number(behind), lower[vertex]);
      }
    }
  }

  @Test
  void runsBlurAsVertexByVertex() {
    int vertices = 200;
    int channels = 3;
    int[] lower = new int[vertices];
    int[] upper = new int[vertices];
    Rng rng = Rng.of(4);
    for (int i = 0; i < vertices; i++) {
      // Long stretches with both, with one and with no neighbour, then a jumble.
      lower[i] = i < 50 || i > 150 ? i + 20 > 199 ? -1 : i + 20 : -1;
      upper[i] = i < 100 ? Math.max(-1, i - 10) : rng.nextInt(vertices + 1) - 1;
    }
    float[] in = new float[vertices * channels];
    for (int i = 0; i < in.length; i++) {
      in[i] = rng.nextFloat();
    }
    float[] expected = new float[in.length];
    for (int i = 0; i < in.length; i++) {
      float below = lower[i / channels] < 0 ? 0 : in[lower[i / channels] * channels + i % channels];
      float above = upper[i / channels] < 0 ? 0 : in[upper[i / channels] * channels + i % channels];
      expected[i] = 0.5f * in[i] + 0.25f * (below + above);
    }
    float[] actual = new float[in.length];
    BlurRuns runs = new BlurRuns(lower, upper);
    runs.blur(0, runs.size(), in, actual, channels);
    assertArrayEquals(expected, actual);
  }

  @Test
  void tooManyPointsForTheTablesAreRefused() {
    LatticeBuilder.requireRoom(300_000_000, 5);
    assertThrows(InputException.class, () -> LatticeBuilder.requireRoom(400_000_000, 5));
  }
}
