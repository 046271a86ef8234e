package ai.stego.train.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.stego.tensor.InputException;
import ai.stego.tensor.Rng;
import ai.stego.tensor.ShapeException;
import ai.stego.train.data.LabelMap;
import org.junit.jupiter.api.Test;

class ConfusionMatrixTest {

  @Test
  void rowsArePredictionsAndColumnsAreLabels() {
    ConfusionMatrix matrix = new ConfusionMatrix(3, 2);
    matrix.add(new int[] {2, 2, 0, 1}, new int[] {0, 0, 1, 1});
    assertEquals(2, matrix.count(2, 0));
    assertEquals(1, matrix.count(0, 1));
    assertEquals(0, matrix.count(1, 0));
    assertEquals(2, matrix.predicted(2));
    assertEquals(2, matrix.actual(1));
    assertEquals(4, matrix.total());
    assertThrows(IndexOutOfBoundsException.class, () -> matrix.count(0, 2));
    assertThrows(IndexOutOfBoundsException.class, () -> matrix.actual(2));
  }

  @Test
  void ignoredPixelsCountNowhere() {
    ConfusionMatrix matrix = new ConfusionMatrix(2, 2);
    matrix.add(new int[] {0, 1, 1}, new int[] {LabelMap.IGNORED, 1, LabelMap.IGNORED});
    assertEquals(1, matrix.total());
  }

  @Test
  void labelsOutOfRangeAreRefusedAndNothingIsCounted() {
    ConfusionMatrix matrix = new ConfusionMatrix(3, 2);
    for (int[] pixel : new int[][] {{3, 0}, {-1, 0}, {0, 2}, {0, -2}, {0, 255}}) {
      int[] predicted = {0, pixel[0]};
      int[] actual = {0, pixel[1]};
      assertThrows(InputException.class, () -> matrix.add(predicted, actual));
    }
    assertThrows(ShapeException.class, () -> matrix.add(new int[2], new int[3]));
    assertEquals(0, matrix.total());
    InputException e =
        assertThrows(InputException.class, () -> matrix.add(new int[] {0}, new int[] {11}));
    assertEquals("label 11 of pixel 0 is not within 0..1", e.getMessage());
  }

  @Test
  void partsMergedInAnyOrderAreTheWhole() {
    Rng rng = Rng.of(4);
    ConfusionMatrix whole = new ConfusionMatrix(7, 5);
    ConfusionMatrix forward = new ConfusionMatrix(7, 5);
    ConfusionMatrix backward = new ConfusionMatrix(7, 5);
    ConfusionMatrix[] parts = new ConfusionMatrix[9];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = new ConfusionMatrix(7, 5);
      int[] predicted = new int[100];
      int[] actual = new int[100];
      for (int j = 0; j < 100; j++) {
        predicted[j] = rng.nextInt(7);
        actual[j] = rng.nextInt(6) - 1;
      }
      whole.add(predicted, actual);
      parts[i].add(predicted, actual);
    }
    for (int i = 0; i < parts.length; i++) {
      forward.merge(parts[i]);
      backward.merge(parts[parts.length - 1 - i]);
    }
    assertEquals(whole, forward);
    assertEquals(whole, backward);
    assertThrows(ShapeException.class, () -> whole.merge(new ConfusionMatrix(5, 7)));
  }

  @Test
  void sizesThatCannotBeAreRefused() {
    assertThrows(InputException.class, () -> new ConfusionMatrix(0, 3));
    assertThrows(InputException.class, () -> new ConfusionMatrix(3, 0));
    assertThrows(InputException.class, () -> new ConfusionMatrix(1 << 16, 1 << 16));
    assertThrows(InputException.class, () -> new ConfusionMatrix(3, 2).first(4));
  }
}
