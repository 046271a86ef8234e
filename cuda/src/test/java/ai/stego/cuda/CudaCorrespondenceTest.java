package ai.stego.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.Backend;
import ai.stego.tensor.BackendOptions;
import ai.stego.tensor.Backends;
import ai.stego.tensor.CorrespondenceForm;
import ai.stego.tensor.Precision;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.testing.Close;
import ai.stego.tensor.testing.Values;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The correspondence loss beyond the table: training's shapes, tensor cores, equal bits. */
class CudaCorrespondenceTest {
  private static final CorrespondenceForm FORM = new CorrespondenceForm(true, true, false, 0.1f);

  private static Backend cuda(Precision precision) {
    return new CudaBackend(TestDevices.open(), new BackendOptions(1, precision, 0));
  }

  /** Statistics, sGradient and tGradient of seeded unit rows. */
  private static List<float[]> run(
      Backend backend, Backend reference, int images, int positions, int features, int codes) {
    try (Scope scope = backend.scope();
        Scope referenceScope = reference.scope()) {
      Values values = new Values("correspondence");
      Tensor[] unit = new Tensor[4];
      for (int i = 0; i < unit.length; i++) {
        int width = i < 2 ? features : codes;
        Tensor rows = values.tensor(referenceScope, images, positions, width);
        reference.row().normalize(rows, rows);
        unit[i] = scope.tensor(rows.shape()).write(rows.toArray());
      }
      Tensor statistics = scope.tensor(3);
      Tensor s = scope.tensor(unit[2].shape());
      Tensor t = scope.tensor(unit[2].shape());
      backend.loss().correspondence(unit[0], unit[1], unit[2], unit[3], FORM, statistics, s, t);
      return List.of(statistics.toArray(), s.toArray(), t.toArray());
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 121, 384, 70", "2, 33, 66, 130", "1, 64, 128, 128"})
  void agreesWithTheReferenceOnManyTiles(int images, int positions, int features, int codes) {
    try (Backend scalar = Backends.open("scalar", BackendOptions.DEFAULT);
        Backend cuda = cuda(Precision.FLOAT32)) {
      List<float[]> expected = run(scalar, scalar, images, positions, features, codes);
      List<float[]> actual = run(cuda, scalar, images, positions, features, codes);
      Close.assertClose("statistics", expected.get(0), actual.get(0), 2e-6, 5e-5);
      Close.assertClose("sGradient", expected.get(1), actual.get(1), 1e-8, 5e-5);
      Close.assertClose("tGradient", expected.get(2), actual.get(2), 1e-8, 5e-5);
    }
  }

  @ParameterizedTest
  @CsvSource({"TF32, 3e-4", "FP16, 1e-3", "BF16, 5e-3"})
  void tensorCoresRoundFeaturesOnly(Precision precision, double tolerance) {
    try (Backend scalar = Backends.open("scalar", BackendOptions.DEFAULT);
        Backend cuda = cuda(precision)) {
      List<float[]> expected = run(scalar, scalar, 2, 49, 70, 9);
      List<float[]> actual = run(cuda, scalar, 2, 49, 70, 9);
      for (int i = 0; i < expected.size(); i++) {
        double distance = distance(expected.get(i), actual.get(i));
        assertTrue(distance < tolerance, precision + ", output " + i + ": " + distance);
        // Float32 is nearer than that.
        assertTrue(i == 0 || distance > 1e-5, precision + " was not used: " + distance);
      }
    }
  }

  /** ‖a - b‖/‖b‖. */
  private static double distance(float[] expected, float[] actual) {
    double error = 0;
    double norm = 0;
    for (int i = 0; i < expected.length; i++) {
      error += Math.pow((double) expected[i] - actual[i], 2);
      norm += Math.pow(expected[i], 2);
    }
    return Math.sqrt(error / norm);
  }

  @Test
  void equalInputsGiveEqualBits() {
    try (Backend scalar = Backends.open("scalar", BackendOptions.DEFAULT);
        Backend cuda = cuda(Precision.FLOAT32)) {
      List<float[]> first = run(cuda, scalar, 3, 40, 17, 5);
      List<float[]> second = run(cuda, scalar, 3, 40, 17, 5);
      for (int i = 0; i < first.size(); i++) {
        assertArrayEquals(first.get(i), second.get(i));
      }
    }
  }
}
