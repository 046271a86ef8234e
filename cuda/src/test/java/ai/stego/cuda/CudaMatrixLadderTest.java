package ai.stego.cuda;

import ai.stego.tensor.Backend;
import ai.stego.tensor.BackendOptions;
import ai.stego.tensor.Backends;
import ai.stego.tensor.Epilogue;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.testing.Close;
import ai.stego.tensor.testing.Values;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The steps of the matrix product that are there to be read are right too. */
class CudaMatrixLadderTest {
  @ParameterizedTest
  @CsvSource({"1, 1, 1", "7, 27, 9", "17, 16, 33", "70, 33, 27"})
  void naiveAndTiledProductsAgreeWithTheScalarBackend(int m, int k, int n) {
    try (Driver driver = TestDevices.open();
        Backend scalar = Backends.open("scalar", BackendOptions.DEFAULT);
        Scope scope = scalar.scope()) {
      Values values = new Values("ladder " + m + " " + k + " " + n);
      Tensor a = values.tensor(scope, m, k);
      Tensor b = values.tensor(scope, k, n);
      Tensor out = values.blank(scope, m, n);
      scalar.matrix().product(a, false, b, false, Epilogue.NONE, out);
      long tiles = Launch.ceilDiv(m, 16) * Launch.ceilDiv(n, 16);
      check(driver, "product_naive", Launch.covering((long) m * n, 256), a, b, out);
      check(driver, "product_tiled", Launch.of((int) tiles, 256), a, b, out);
    }
  }

  private static void check(
      Driver driver, String kernel, Launch launch, Tensor a, Tensor b, Tensor expected) {
    Transfers transfers = new Transfers(driver);
    int m = a.shape().axis(0);
    int k = a.shape().axis(1);
    int n = b.shape().axis(1);
    long left = driver.allocate(4L * m * k);
    long right = driver.allocate(4L * k * n);
    long result = driver.allocate(4L * m * n);
    transfers.upload(a.toArray(), 0, m * k, left);
    transfers.upload(b.toArray(), 0, k * n, right);
    driver.launch(kernel, launch, left, right, result, m, n, k);
    float[] actual = new float[m * n];
    transfers.download(result, actual, 0, actual.length);
    driver.free(left);
    driver.free(right);
    driver.free(result);
    Close.assertClose(kernel, expected.toArray(), actual, 2e-5 * Math.sqrt(k), 1e-5);
  }
}
