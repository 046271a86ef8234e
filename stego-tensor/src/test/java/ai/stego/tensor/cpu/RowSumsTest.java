package ai.stego.tensor.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import ai.stego.tensor.Rng;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows are added in groups, and yet every sum is the one that a plain loop takes, to the bit. */
class RowSumsTest {
  private static final int START = 3;

  private final Rng rng = Rng.of(11);

  private float[] random(int length) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) rng.nextGaussian();
    }
    return values;
  }

  private float[][] random(int rows, int width) {
    float[][] values = new float[rows][];
    for (int r = 0; r < rows; r++) {
      values[r] = random(width);
    }
    return values;
  }

  @ParameterizedTest(name = "{0} sums of {2} values over {1} rows")
  @CsvSource({"1,1,1", "2,3,7", "3,4,8", "1,5,27", "16,7,70", "5,8,1", "2,197,9", "0,4,4", "2,0,5"})
  void everySumIsTakenInTheOrderOfTheRows(int count, int depth, int width) {
    float[] factors = random(START + count * depth);
    float[][] rows = random(depth, width);
    float[][] sums = random(count, width);
    float[][] expected = new float[count][];
    for (int r = 0; r < count; r++) {
      expected[r] = sums[r].clone();
      for (int n = 0; n < width; n++) {
        for (int k = 0; k < depth; k++) {
          expected[r][n] += factors[START + r * depth + k] * rows[k][n];
        }
      }
    }
    RowSums.add(factors, START, rows, sums, count, width);
    for (int r = 0; r < count; r++) {
      assertArrayEquals(expected[r], sums[r]);
    }
  }
}
