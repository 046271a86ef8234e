package ai.stego.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ScopeTest {
  private final Backend backend = Backends.open("scalar", BackendOptions.DEFAULT.withThreads(1));

  @AfterEach
  void close() {
    backend.close();
  }

  @Test
  void aTensorIsDeadOnceItsScopeCloses() {
    Scope scope = backend.scope();
    Tensor tensor = scope.tensor(Shape.of(2), new float[] {1, 2});
    scope.close();
    scope.close();
    assertThrows(IllegalStateException.class, tensor::toArray);
    assertThrows(IllegalStateException.class, () -> scope.tensor(1));
  }

  @Test
  void aMovedTensorOutlivesItsScope() {
    try (Scope outer = backend.scope()) {
      Tensor kept;
      try (Scope inner = backend.scope()) {
        kept = inner.moveTo(outer, inner.tensor(Shape.of(2), new float[] {3, 4}));
      }
      assertArrayEquals(new float[] {3, 4}, kept.toArray());
    }
  }

  @Test
  void aTensorOfAnotherScopeCannotBeMoved() {
    try (Scope one = backend.scope();
        Scope two = backend.scope()) {
      Tensor tensor = one.tensor(3);
      assertThrows(IllegalArgumentException.class, () -> two.moveTo(one, tensor));
    }
  }

  @Test
  void aViewCannotBeMoved() {
    try (Scope outer = backend.scope();
        Scope inner = backend.scope()) {
      Tensor whole = inner.tensor(4, 2);
      Tensor view = whole.range(1, 3);
      Tensor sameValues = whole.reshape(8);
      assertThrows(IllegalArgumentException.class, () -> inner.moveTo(outer, view));
      assertThrows(IllegalArgumentException.class, () -> inner.moveTo(outer, sameValues));
      assertEquals(whole, inner.moveTo(outer, whole));
    }
  }

  @Test
  void aClosedScopeTakesNothing() {
    try (Scope open = backend.scope()) {
      Scope closed = backend.scope();
      closed.close();
      Tensor tensor = open.tensor(3);
      AutoCloseable resource = () -> {};
      assertThrows(IllegalStateException.class, () -> open.moveTo(closed, tensor));
      assertThrows(IllegalStateException.class, () -> closed.moveTo(open, tensor));
      assertThrows(IllegalStateException.class, () -> closed.keep(resource));
      tensor.write(1, 2, 3);
    }
  }

  @Test
  void everythingIsFreedAndTheFirstFailureIsKept() {
    Scope scope = backend.scope();
    AutoCloseable last =
        () -> {
          throw new IOException("the last");
        };
    AutoCloseable first =
        () -> {
          throw new IOException("the first");
        };
    Tensor tensor = scope.tensor(3);
    scope.keep(last);
    scope.keep(first);
    IllegalStateException e = assertThrows(IllegalStateException.class, scope::close);
    assertEquals("the first", e.getCause().getMessage());
    assertEquals("the last", e.getCause().getSuppressed()[0].getMessage());
    assertThrows(IllegalStateException.class, tensor::toArray);
  }

  @Test
  void resourcesAreClosedWithTheScopeOnce() {
    AtomicInteger closed = new AtomicInteger();
    Scope scope = backend.scope();
    AutoCloseable counter = closed::incrementAndGet;
    scope.keep(counter);
    scope.close();
    scope.close();
    assertEquals(1, closed.get());
  }

  @Test
  void viewsShareValues() {
    try (Scope scope = backend.scope()) {
      Tensor whole = scope.tensor(Shape.of(3, 2), new float[] {0, 1, 2, 3, 4, 5});
      Tensor last = whole.range(1, 3);
      assertEquals(Shape.of(2, 2), last.shape());
      last.reshape(-1).write(9, 8, 7, 6);
      assertArrayEquals(new float[] {0, 1, 9, 8, 7, 6}, whole.toArray());
      assertTrue(whole.overlaps(last));
    }
  }

  @Test
  void shapesStopAtTheDoor() {
    try (Scope scope = backend.scope()) {
      Tensor x = scope.tensor(Shape.of(3, 2), new float[6]);
      assertThrows(ShapeException.class, () -> x.reshape(4));
      assertThrows(ShapeException.class, () -> x.range(2, 4));
      assertThrows(ShapeException.class, () -> x.write(1, 2));
      ShapeException e =
          assertThrows(ShapeException.class, () -> backend.row().normalize(x, scope.tensor(2, 3)));
      assertEquals("normalize: out: expected (3, 2), got (2, 3)", e.getMessage());
    }
  }
}
