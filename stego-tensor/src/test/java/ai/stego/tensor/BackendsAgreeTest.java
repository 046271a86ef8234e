package ai.stego.tensor;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.testing.OpCase;
import ai.stego.tensor.testing.OpCases;
import ai.stego.tensor.testing.Skip;
import ai.stego.tensor.testing.TestBackends;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** All backends that are there mean the same, operation by operation. */
class BackendsAgreeTest {
  private static final List<OpCase> CASES = OpCases.all();

  @Test
  void everyOtherBackendAgreesWithTheScalarOne() {
    List<String> others =
        TestBackends.names().stream().filter(name -> !name.equals("scalar")).toList();
    Skip.unless(!others.isEmpty(), "only the scalar backend can be used here: nothing to compare");
    try (Backend scalar = Backends.open("scalar", BackendOptions.DEFAULT)) {
      AtomicInteger compared = new AtomicInteger();
      for (String name : others) {
        try (Backend backend = Backends.open(name, BackendOptions.DEFAULT)) {
          checkAll(scalar, backend, compared);
        }
      }
      assertEquals(CASES.size() * others.size(), compared.get(), "cases that ran");
    }
  }

  @Test
  void theTableIsAsLongAsItShouldBe() {
    assertTrue(CASES.size() > 2800, "cases: " + CASES.size());
  }

  @Test
  void resultsDoNotDependOnTheNumberOfThreads() {
    for (String name : TestBackends.names()) {
      try (Backend one = Backends.open(name, BackendOptions.DEFAULT.withThreads(1));
          Backend three = Backends.open(name, BackendOptions.DEFAULT.withThreads(3))) {
        for (OpCase op : CASES) {
          assertArrayEquals(op.run(one), op.run(three), name + ": " + op);
        }
      }
    }
  }

  private static void checkAll(Backend reference, Backend backend, AtomicInteger compared) {
    List<Executable> checks = new ArrayList<>();
    for (OpCase op : CASES) {
      checks.add(
          () -> {
            op.check(reference, backend);
            compared.incrementAndGet();
          });
    }
    assertAll(checks);
  }
}
