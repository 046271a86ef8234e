package ai.stego.cuda;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.stego.cuda.EmulatedDriver.Build;
import ai.stego.tensor.Backend;
import ai.stego.tensor.BackendOptions;
import ai.stego.tensor.testing.OpCase;
import ai.stego.tensor.testing.OpCases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The checking build finds mistakes put into the kernels of the library, by running the ordinary
 * cases. Each takes a compilation, so only a few run always; {@code -Dstego.bugs=all} runs them
 * all.
 */
class InjectedBugsTest {
  private static final int ALWAYS = 5;

  @TempDir private Path folder;

  @TestFactory
  Stream<DynamicTest> aMistakeIsReported() {
    boolean all = System.getProperty("stego.bugs", "").equals("all");
    List<InjectedBug> bugs = InjectedBug.all();
    assertTrue(bugs.size() >= 20, bugs.size() + " bugs");
    return bugs.stream()
        .limit(all ? bugs.size() : ALWAYS)
        .map(bug -> DynamicTest.dynamicTest(bug.toString(), () -> isReported(bug)));
  }

  private void isReported(InjectedBug bug) throws IOException, InterruptedException {
    Path kernels = Build.CHECKING.library("kernels");
    assumeTrue(Files.exists(kernels), "the emulated GPU was not built");
    EmulatedDriver driver = new EmulatedDriver(kernels);
    driver.load(bug.compile(Files.createTempDirectory(folder, "bug")));
    List<OpCase> cases =
        OpCases.small().stream()
            .filter(op -> op.name().matches("(" + bug.operations() + ").*"))
            .toList();
    assertTrue(!cases.isEmpty(), "cases of " + bug.operations());
    try (Backend cuda = new CudaBackend(driver, BackendOptions.DEFAULT)) {
      String message =
          assertThrows(DriverException.class, () -> cases.forEach(op -> op.run(cuda))).getMessage();
      assertTrue(Pattern.compile(bug.report()).matcher(message).find(), message);
      assertTrue(message.contains("at kernel ") || message.contains("after kernel "), message);
    }
  }
}
