package ai.stego.segment.crf;

import ai.stego.tensor.io.TensorFile;
import ai.stego.tensor.testing.Close;
import ai.stego.tensor.testing.Golden;
import ai.stego.tensor.testing.TestBackends;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Agreement with pydensecrf, which made the golden files. */
class DenseCrfGoldenTest {
  /** The files ask for 2e-3; a twentieth of that would already be a difference in the method. */
  private static final double PROBABILITY_TOLERANCE = 1e-4;

  private static Stream<Arguments> smallFilesOnEveryBackend() {
    return TestBackends.names().stream()
        .flatMap(
            backend ->
                Stream.of("crf.iter1", "crf.params", "crf.small")
                    .map(file -> Arguments.of(backend, file)));
  }

  @ParameterizedTest
  @MethodSource("smallFilesOnEveryBackend")
  void probabilitiesAgreeWithTheReference(String backend, String name) throws IOException {
    try (TensorFile golden = Golden.open(name + ".safetensors")) {
      float[] expected = CrfGolden.expectedProbabilities(golden);
      float[] actual = CrfGolden.read(golden).probabilities(backend);
      Close.assertClose(name, expected, actual, PROBABILITY_TOLERANCE, 0);
    }
  }

  @ParameterizedTest
  @MethodSource("smallFilesOnEveryBackend")
  void labelsAgreeWithTheReferenceWhereItIsNoTie(String backend, String name) throws IOException {
    try (TensorFile golden = Golden.open(name + ".safetensors")) {
      CrfGolden.requireLabels(golden, CrfGolden.read(golden).labels(backend));
    }
  }
}
