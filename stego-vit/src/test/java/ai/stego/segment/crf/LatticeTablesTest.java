package ai.stego.segment.crf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.InputException;
import ai.stego.tensor.Rng;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LatticeTablesTest {
  /** One long holds three small coordinates, a far coordinate takes one of its own. */
  private static KeyFormat format(int dimensions, boolean far) {
    double[] least = new double[dimensions];
    double[] most = new double[dimensions];
    Arrays.fill(least, far ? -(1 << 29) : -40);
    Arrays.fill(most, far ? 1 << 29 : 40);
    return new KeyFormat(least, most);
  }

  private static long[] key(KeyFormat format, int... coordinates) {
    long[] key = new long[format.words()];
    for (int axis = 0; axis < coordinates.length; axis++) {
      format.put(axis, coordinates[axis], key, 0);
    }
    return key;
  }

  @Test
  void coordinatesAreSpreadOverAsManyLongsAsTheyNeed() {
    assertEquals(1, format(5, false).words());
    assertEquals(1, format(2, true).words());
    assertEquals(2, format(3, true).words());
    assertEquals(5, format(9, true).words());
  }

  @Test
  void aStepAddsOneToEveryCoordinateButOne() {
    for (boolean far : new boolean[] {false, true}) {
      KeyFormat format = format(3, far);
      int[][] stepped = {{-6, -1, 21}, {-2, -5, 21}, {-2, -1, 17}, {-2, -1, 21}};
      for (int axis = 0; axis <= 3; axis++) {
        long[] key = key(format, -3, -2, 20);
        for (int i = 0; i < key.length; i++) {
          key[i] += format.step(axis, i);
        }
        assertArrayEquals(key(format, stepped[axis]), key);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theTableNumbersKeysInTheOrderOfFirstSightWhileItGrows(boolean far) {
    KeyFormat format = format(3, far);
    VertexTable table = new VertexTable(format.words(), 1);
    Map<List<Integer>, Integer> expected = new HashMap<>();
    Rng rng = Rng.of(1);
    for (int i = 0; i < 20_000; i++) {
      int[] key = {rng.nextInt(30) - 15, 4 * rng.nextInt(20) - 40, -rng.nextInt(9)};
      expected.putIfAbsent(List.of(key[0], key[1], key[2]), expected.size());
      int number = table.findOrAdd(key(format, key), 0, rng.nextInt(40));
      assertEquals(expected.get(List.of(key[0], key[1], key[2])), number);
    }
    assertEquals(expected.size(), table.size());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void verticesAreSortedByTheirKeysWhateverTheirRange(boolean far) {
    KeyFormat format = format(3, far);
    VertexTable table = new VertexTable(format.words(), 16);
    Rng rng = Rng.of(2);
    int span = far ? 1 << 30 : 80;
    for (int i = 0; i < 500; i++) {
      int last = rng.nextInt(span) - span / 2;
      table.findOrAdd(key(format, rng.nextInt(9) - 4, rng.nextInt(9) - 4, last), 0, 0);
    }
    SortedKeys sorted = new SortedKeys(table, format.words());
    boolean[] seen = new boolean[table.size()];
    for (int place = 0; place < seen.length; place++) {
      int vertex = sorted.vertex(place);
      assertFalse(seen[vertex], "not a permutation");
      seen[vertex] = true;
      if (place > 0) {
        assertTrue(compare(table, sorted.vertex(place - 1), vertex, format.words()) < 0);
      }
    }
  }

  private static int compare(VertexTable table, int a, int b, int words) {
    for (int i = 0; i < words; i++) {
      int comparison = Long.compareUnsigned(table.key(a, i), table.key(b, i));
      if (comparison != 0) {
        return comparison;
      }
    }
    return 0;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theWalkFindsTheSameNeighboursAsASearch(boolean far) {
    KeyFormat format = format(3, far);
    VertexTable table = new VertexTable(format.words(), 16);
    Map<List<Integer>, Integer> vertices = new HashMap<>();
    Rng rng = Rng.of(8);
    for (int i = 0; i < 300; i++) {
      int remainder = rng.nextInt(4);
      int[] key = new int[3];
      Arrays.setAll(key, axis -> 4 * (rng.nextInt(5) - 2) + remainder);
      int vertex = table.findOrAdd(key(format, key), 0, 0);
      vertices.put(List.of(key[0], key[1], key[2]), vertex);
    }
    SortedKeys sorted = new SortedKeys(table, format.words());
    int[][] steps = {{-3, 1, 1}, {1, -3, 1}, {1, 1, -3}, {1, 1, 1}};
    int found = 0;
    for (int axis = 0; axis <= 3; axis++) {
      int[] ahead = sorted.ahead(axis, format);
      for (Map.Entry<List<Integer>, Integer> entry : vertices.entrySet()) {
        List<Integer> stepped = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
          stepped.add(entry.getKey().get(i) + steps[axis][i]);
        }
        int expected = vertices.getOrDefault(stepped, VertexTable.ABSENT);
        assertEquals(expected, ahead[entry.getValue()]);
        found += expected == VertexTable.ABSENT ? 0 : 1;
      }
    }
    assertTrue(found > 100, "only " + found + " neighbours to find");
  }

  @Test
  void chainsGoFromVertexToVertexAndLeaveOutTheLonely() {
    int absent = VertexTable.ABSENT;
    // 3 -> 0 -> 5, 1 -> 2, and 4 alone.
    int[] ahead = {5, 2, absent, 0, absent, absent};
    LatticeChains one = LatticeChains.of(ahead, new int[] {0, 1, 2, 3, 4, 5}, new int[] {0, 6});
    assertArrayEquals(new int[] {0, 2, 5}, one.chains().start());
    assertArrayEquals(new int[] {1, 2, 3, 0, 5}, one.chains().row());
    assertArrayEquals(new int[] {0, 2}, one.groups());
    LatticeChains two = LatticeChains.of(ahead, new int[] {0, 3, 5, 1, 2, 4}, new int[] {0, 3, 6});
    assertArrayEquals(new int[] {3, 0, 5, 1, 2}, two.chains().row());
    assertArrayEquals(new int[] {0, 1, 2}, two.groups());
    int[] alone = {absent};
    assertEquals(0, LatticeChains.of(alone, new int[1], new int[] {0, 1}).chains().size());
  }

  @Test
  void clustersAreWhatStepsAlongSomeAxesConnect() {
    int absent = VertexTable.ABSENT;
    // 4 -> 1 along the first axis, 1 -> 3 and 0 -> 2 along the second, 2 -> 3 along the third.
    int[][] ahead = {
      {absent, absent, absent, absent, 1},
      {2, 3, absent, absent, absent},
      {absent, absent, 3, absent, absent}
    };
    VertexClusters two = VertexClusters.of(ahead, 0, 2);
    assertArrayEquals(new int[] {0, 2, 1, 3, 4}, two.order());
    assertEquals(3, two.largest());
    assertArrayEquals(new int[] {0, 2, 5}, two.groups(1));
    assertArrayEquals(new int[] {0, 5}, two.groups(3));
    assertArrayEquals(new int[] {0, 1, 2, 4, 5}, VertexClusters.of(ahead, 2, 3).groups(1));
    assertEquals(5, VertexClusters.of(ahead, 0, 3).largest());
  }

  @Test
  void tooManyPointsForTheTablesAreRefused() {
    LatticeBuilder.requireRoom(300_000_000, 5);
    assertThrows(InputException.class, () -> LatticeBuilder.requireRoom(400_000_000, 5));
  }
}
