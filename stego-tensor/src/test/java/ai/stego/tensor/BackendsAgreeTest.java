package ai.stego.tensor;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.testing.OpCase;
import ai.stego.tensor.testing.OpCases;
import ai.stego.tensor.testing.TestBackends;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** All backends that are there mean the same, operation by operation. */
class BackendsAgreeTest {
  private static final List<OpCase> CASES = OpCases.all();

  @Test
  void everyBackendAgreesWithTheScalarOne() {
    try (Backend scalar = Backends.open("scalar", BackendOptions.DEFAULT)) {
      int compared = 0;
      for (String name : TestBackends.names()) {
        try (Backend backend = Backends.open(name, BackendOptions.DEFAULT)) {
          compared += checkAll(scalar, backend);
        }
      }
      assertEquals(CASES.size() * TestBackends.names().size(), compared, "cases that ran");
    }
  }

  @Test
  void theTableIsAsLongAsItShouldBe() {
    assertTrue(CASES.size() > 1500, "cases: " + CASES.size());
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

  private static int checkAll(Backend reference, Backend backend) {
    List<Executable> checks = new ArrayList<>();
    for (OpCase op : CASES) {
      checks.add(() -> op.check(reference, backend));
    }
    assertAll(checks);
    return checks.size();
  }
}
