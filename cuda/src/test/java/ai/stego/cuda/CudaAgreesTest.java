package ai.stego.cuda;

import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.Backend;
import ai.stego.tensor.BackendOptions;
import ai.stego.tensor.Backends;
import ai.stego.tensor.testing.OpCase;
import ai.stego.tensor.testing.OpCases;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The CUDA backend means the same as the scalar one, operation by operation: the whole table, on
 * the slow checking build its small part. {@code -Dstego.ops=} with a regular expression runs only
 * the cases whose names begin so.
 */
class CudaAgreesTest {
  private static Backend scalar;
  private static Backend cuda;

  @BeforeAll
  static void open() {
    scalar = Backends.open("scalar", BackendOptions.DEFAULT);
    cuda = new CudaBackend(TestDevices.open(), BackendOptions.DEFAULT);
  }

  @AfterAll
  static void close() {
    scalar.close();
    cuda.close();
  }

  private static List<OpCase> table() {
    boolean checking = System.getProperty("stego.emulation.build", "").equals("checking");
    return checking ? OpCases.small() : OpCases.all();
  }

  @Test
  void theTableIsAsLongAsItShouldBe() {
    assertTrue(table().size() > 900, "cases: " + table().size());
  }

  @TestFactory
  Stream<DynamicTest> everyOperation() {
    String wanted = System.getProperty("stego.ops", "");
    Map<String, List<OpCase>> families =
        table().stream()
            .filter(op -> op.name().matches("(" + wanted + ").*"))
            .collect(Collectors.groupingBy(op -> op.name().split(" ", 2)[0]));
    assertTrue(!families.isEmpty(), "cases");
    return families.entrySet().stream()
        .map(
            family ->
                DynamicTest.dynamicTest(
                    family.getKey() + ", " + family.getValue().size() + " cases",
                    () ->
                        Assertions.assertAll(
                            family.getValue().stream().map(op -> () -> op.check(scalar, cuda)))));
  }
}
