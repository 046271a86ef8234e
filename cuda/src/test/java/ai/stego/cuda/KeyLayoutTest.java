package ai.stego.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.Rng;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyLayoutTest {
  private static long[] pack(KeyLayout layout, int[] coordinates) {
    int[] fields = layout.fields();
    long[] key = new long[layout.words()];
    for (int axis = 0; axis < coordinates.length; axis++) {
      int field = coordinates[axis] - fields[3 * axis];
      assertTrue(field >= 0, "below the least");
      key[fields[3 * axis + 1]] |= (long) field << fields[3 * axis + 2];
    }
    return key;
  }

  private static int compare(long[] a, long[] b) {
    for (int word = 0; word < a.length; word++) {
      if (a[word] != b[word]) {
        return Long.compareUnsigned(a[word], b[word]);
      }
    }
    return 0;
  }

  private static int compare(int[] a, int[] b) {
    for (int axis = 0; axis < a.length; axis++) {
      if (a[axis] != b[axis]) {
        return Integer.compare(a[axis], b[axis]);
      }
    }
    return 0;
  }

  private static int[] bounds(int dimensions, int reach) {
    int[] bounds = new int[2 * dimensions + 1];
    for (int axis = 0; axis < dimensions; axis++) {
      bounds[2 * axis] = -reach / (axis + 1);
      bounds[2 * axis + 1] = reach - axis;
    }
    return bounds;
  }

  @ParameterizedTest
  @CsvSource({"1, 8, 1", "2, 700, 1", "5, 370, 1", "5, 100000, 2", "8, 536870000, 4"})
  void keysOrderVerticesAsTheirCoordinatesDo(int dimensions, int reach, int words) {
    int[] bounds = bounds(dimensions, reach);
    KeyLayout layout = new KeyLayout(bounds, dimensions);
    assertEquals(words, layout.words());
    Rng rng = Rng.of(1).split("vertices");
    int[][] vertices = new int[60][dimensions];
    for (int i = 0; i < vertices.length; i++) {
      for (int axis = 0; axis < dimensions; axis++) {
        int least = bounds[2 * axis] - dimensions;
        vertices[i][axis] = least + rng.nextInt(Math.min(3, reach) + i % 2 * reach);
      }
    }
    for (int[] a : vertices) {
      for (int[] b : vertices) {
        int expected = compare(a, b);
        int actual = compare(pack(layout, a), pack(layout, b));
        assertEquals(Integer.signum(expected), Integer.signum(actual));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 8", "2, 700", "5, 370", "5, 100000", "8, 536870000"})
  void aStepFromTheFarthestVerticesIsAnAdditionToTheWords(int dimensions, int reach) {
    int[] bounds = bounds(dimensions, reach);
    KeyLayout layout = new KeyLayout(bounds, dimensions);
    int[] steps = layout.steps();
    for (int end = 0; end < 2; end++) {
      for (int axis = 0; axis <= dimensions; axis++) {
        int[] vertex = new int[dimensions];
        int[] stepped = new int[dimensions];
        for (int i = 0; i < dimensions; i++) {
          vertex[i] = bounds[2 * i + end] + (end == 0 ? -dimensions : dimensions);
          stepped[i] = vertex[i] + (i == axis ? -dimensions : 1);
        }
        long[] expected = pack(layout, stepped);
        long[] key = pack(layout, vertex);
        for (int word = 0; word < key.length; word++) {
          int at = 2 * (axis * key.length + word);
          long step = Integer.toUnsignedLong(steps[at]) | (long) steps[at + 1] << Integer.SIZE;
          assertEquals(expected[word], key[word] + step);
          int bits = layout.bits(word);
          assertTrue(bits == Long.SIZE || expected[word] >>> bits == 0, "bits " + bits);
        }
      }
    }
  }
}
