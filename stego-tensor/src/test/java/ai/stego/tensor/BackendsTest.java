package ai.stego.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.testing.Skip;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackendsTest {
  private static final boolean HAS_VECTOR =
      ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();

  @Test
  void theBestThatWorksIsPicked() {
    try (Backend backend = Backends.open()) {
      assertEquals(HAS_VECTOR ? "vector" : "scalar", backend.name());
      assertEquals(Runtime.getRuntime().availableProcessors(), backend.options().threads());
    }
  }

  @Test
  void thePropertyDecidesWhenNothingIsAskedFor() {
    System.setProperty("stego.backend", "scalar");
    try (Backend backend = Backends.open()) {
      assertEquals("scalar", backend.name());
    } finally {
      System.clearProperty("stego.backend");
    }
  }

  @Test
  void anUnknownBackendIsAnErrorThatNamesTheKnownOnes() {
    InputException e =
        assertThrows(InputException.class, () -> Backends.open("abacus", BackendOptions.DEFAULT));
    assertTrue(e.getMessage().contains("abacus"), e.getMessage());
    assertTrue(e.getMessage().contains("scalar"), e.getMessage());
  }

  @Test
  void aBackendThatCannotBeUsedIsAnErrorThatSaysWhy() {
    Skip.unless(!HAS_VECTOR, "needs a JVM without jdk.incubator.vector");
    InputException e =
        assertThrows(InputException.class, () -> Backends.open("vector", BackendOptions.DEFAULT));
    assertTrue(e.getMessage().contains("--add-modules jdk.incubator.vector"), e.getMessage());
  }

  @Test
  void anIndexIsForGpus() {
    for (String wrong : new String[] {"scalar:0", "cpu:1", "scalar:", "scalar:x"}) {
      InputException e =
          assertThrows(InputException.class, () -> Backends.open(wrong, BackendOptions.DEFAULT));
      assertEquals(
          "backend " + wrong + ": expected a GPU and its index, such as cuda:1, or a plain name",
          e.getMessage());
    }
  }

  @Test
  void theReportNamesEveryBackendBestFirst() {
    assertEquals(
        List.of("vector", "scalar"), Backends.report().stream().map(Backends.Found::name).toList());
  }
}
