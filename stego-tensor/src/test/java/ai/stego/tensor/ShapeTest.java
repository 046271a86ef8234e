package ai.stego.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ShapeTest {
  private static final int MANY = Integer.MAX_VALUE;

  private final Backend backend = Backends.open("scalar", BackendOptions.DEFAULT.withThreads(1));
  private final Scope scope = backend.scope();

  @AfterEach
  void close() {
    scope.close();
    backend.close();
  }

  @Test
  void aSizeBeyond64BitsIsAShapeError() {
    ShapeException e = assertThrows(ShapeException.class, () -> Shape.of(MANY, MANY, MANY));
    assertEquals(
        "shape: expected a product of at most 9223372036854775807, got "
            + "[2147483647, 2147483647, 2147483647]",
        e.getMessage());
  }

  @Test
  void anExtentOfZeroMakesTheSizeZeroWhateverTheOthersAre() {
    assertEquals(0, Shape.of(MANY, MANY, MANY, 0).size());
    assertEquals(0, Shape.of(0, MANY, MANY, MANY).size());
    assertEquals(0, Shape.of(0, MANY, MANY, MANY).rows());
  }

  @Test
  void rowsBeyond64BitsAreAShapeError() {
    assertThrows(ShapeException.class, () -> Shape.of(MANY, MANY, MANY, 0).rows());
  }

  @Test
  void anOpenExtentThatCannotBeWorkedOutIsAShapeError() {
    Tensor six = scope.tensor(6);
    assertThrows(ShapeException.class, () -> six.reshape(4, -1));
    assertThrows(ShapeException.class, () -> six.reshape(-1, -1));
    assertThrows(ShapeException.class, () -> six.reshape(MANY, MANY, MANY, -1));
    assertThrows(ShapeException.class, () -> scope.tensor(0).reshape(0, -1));
  }

  @Test
  void anOpenExtentIsWorkedOut() {
    assertEquals(Shape.of(2, 3), scope.tensor(6).reshape(2, -1).shape());
    assertEquals(Shape.of(0, 3), scope.tensor(0).reshape(-1, 3).shape());
  }

  @Test
  void anEmptyTensorOverlapsNothing() {
    Tensor whole = scope.tensor(6);
    assertFalse(whole.range(3, 3).overlaps(whole));
    assertFalse(whole.overlaps(whole.range(3, 3)));
  }
}
