package ai.stego.tensor.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.stego.tensor.Backend;
import ai.stego.tensor.BackendOptions;
import ai.stego.tensor.Backends;
import ai.stego.tensor.testing.OtherJvm;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The vector backend is picked by itself only where the JVM compiles it well. */
class VectorProviderTest {
  /** Prints which backend is picked in which way, and what the report says of the vector one. */
  static final class Main {
    private Main() {}

    public static void main(String[] arguments) {
      for (String wanted : List.of("auto", "cpu", "vector")) {
        try (Backend backend = Backends.open(wanted, BackendOptions.DEFAULT.withThreads(1))) {
          System.out.println("result: " + wanted + " is " + backend.name());
        }
      }
      Backends.Found vector = Backends.report().get(0);
      System.out.println(
          "result: "
              + vector.name()
              + (vector.unavailable().isEmpty() ? " can be used" : " cannot be used")
              + (vector.discouraged().isEmpty() ? "" : " but should not"));
    }
  }

  private static List<String> results(String flag) throws IOException, InterruptedException {
    return OtherJvm.run(Main.class, flag)
        .lines()
        .filter(line -> line.startsWith("result: ") || line.contains("is not used"))
        .map(line -> line.replaceFirst("^result: |^.* is not used.*$", ""))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-XX:TieredStopAtLevel=1", "-Xint"})
  void withoutTheOptimisingCompilerItIsUsedOnlyByItsName(String flag) throws Exception {
    assertEquals(
        List.of(
            "", // the warning, once
            "auto is scalar",
            "cpu is scalar",
            "vector is vector",
            "vector can be used but should not"),
        results(flag));
  }

  @Test
  void withItTheVectorBackendIsPicked() throws IOException, InterruptedException {
    assertEquals(
        List.of("auto is vector", "cpu is vector", "vector is vector", "vector can be used"),
        results("-XX:+TieredCompilation"));
  }
}
