package ai.stego.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.Backend;
import ai.stego.tensor.BackendOptions;
import ai.stego.tensor.Backends;
import ai.stego.tensor.Epilogue;
import ai.stego.tensor.InputException;
import ai.stego.tensor.PackedWeight;
import ai.stego.tensor.Precision;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.testing.Close;
import ai.stego.tensor.testing.Values;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CudaMatrixTest {
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

  /** A matrix at a multiple of 16 bytes, or three values after one. */
  private static Tensor matrix(Scope scope, Values values, int margin, int rows, int columns) {
    int count = rows * columns;
    Tensor part = scope.tensor(count + margin).range(margin, margin + count);
    return part.write(values.array(count)).reshape(rows, columns);
  }

  private static float[] product(
      Backend backend, int margin, int m, int k, int n, int sides, Epilogue epilogue) {
    try (Scope scope = backend.scope()) {
      boolean left = (sides & 1) != 0;
      boolean right = (sides & 2) != 0;
      Values values = new Values("product " + m + " " + k + " " + n);
      Tensor a = matrix(scope, values, margin, left ? k : m, left ? m : k);
      Tensor b = matrix(scope, values, margin, right ? n : k, right ? k : n);
      Tensor out = matrix(scope, values, margin, m, n);
      backend.matrix().product(a, left, b, right, epilogue, out);
      return out.toArray();
    }
  }

  @ParameterizedTest
  @CsvSource({"197, 384, 70", "129, 40, 131", "785, 70, 27", "20, 1537, 33", "128, 72, 128"})
  void productsOfSeveralTilesAgreeWithTheScalarBackend(int m, int k, int n) {
    for (int sides = 0; sides < 4; sides++) {
      checkProduct(0, m, k, n, sides, Epilogue.NONE);
    }
    checkProduct(3, m, k, n, m % 4, Epilogue.ACCUMULATE);
  }

  private static void checkProduct(int margin, int m, int k, int n, int sides, Epilogue epilogue) {
    Close.assertClose(
        m + " x " + k + " x " + n + " sides " + sides + " margin " + margin,
        product(scalar, margin, m, k, n, sides, epilogue),
        product(cuda, margin, m, k, n, sides, epilogue),
        2e-5 * Math.sqrt(k),
        1e-5);
  }

  private static float[] linear(Backend backend, int m, int k, int n, Epilogue epilogue) {
    try (Scope scope = backend.scope()) {
      Values values = new Values("linear " + m + " " + k + " " + n);
      Tensor bias = matrix(scope, values, 0, 1, n).reshape(n);
      PackedWeight weight = backend.matrix().pack(matrix(scope, values, 0, n, k), bias, scope);
      Tensor out = matrix(scope, values, 0, m, n);
      backend.matrix().linear(matrix(scope, values, 0, m, k), weight, epilogue, out);
      return out.toArray();
    }
  }

  @ParameterizedTest
  @CsvSource({"130, 40, 132", "300, 70, 28", "5, 1100, 36"})
  void layersAtRoundAddressesAgreeWithTheScalarBackend(int m, int k, int n) {
    for (Epilogue epilogue : Epilogue.values()) {
      Close.assertClose(
          "linear " + m + " x " + k + " x " + n + " " + epilogue,
          linear(scalar, m, k, n, epilogue),
          linear(cuda, m, k, n, epilogue),
          2e-5 * Math.sqrt(k),
          1e-5);
    }
  }

  @Test
  void aSumInSlicesGivesTheSameBitsInEveryRun() {
    ProductShape shape = new ProductShape(30, 40, 2500, true, 30, false, 40, 40);
    assertTrue(Tile.of(shape, Precision.FLOAT32, 4).slices() > 1, "slices");
    float[] once = product(cuda, 0, 30, 2500, 40, 1, Epilogue.ACCUMULATE);
    assertArrayEquals(once, product(cuda, 0, 30, 2500, 40, 1, Epilogue.ACCUMULATE));
  }

  @Test
  void notANumberSpoilsItsRowAndNoOther() {
    for (Epilogue epilogue : Epilogue.values()) {
      try (Scope scope = cuda.scope()) {
        Values values = new Values("NaN");
        float[] x = values.array(3 * 5);
        x[7] = Float.NaN;
        PackedWeight weight =
            cuda.matrix().pack(values.tensor(scope, 6, 5), values.tensor(scope, 6), scope);
        Tensor out = scope.tensor(3, 6).write(new float[18]);
        cuda.matrix().linear(scope.tensor(3, 5).write(x), weight, epilogue, out);
        float[] result = out.toArray();
        for (int i = 0; i < result.length; i++) {
          assertEquals(i / 6 == 1, Float.isNaN(result[i]), epilogue + " value " + i);
        }
      }
    }
  }

  @Test
  void aPackedWeightIsASnapshot() {
    try (Scope scope = cuda.scope()) {
      Tensor weight = scope.tensor(1, 1).write(2);
      Tensor bias = scope.tensor(1).write(3);
      PackedWeight packed = cuda.matrix().pack(weight, bias, scope);
      weight.write(100);
      bias.write(100);
      Tensor out = scope.tensor(1, 1);
      cuda.matrix().linear(scope.tensor(1, 1).write(5), packed, Epilogue.NONE, out);
      assertArrayEquals(new float[] {13}, out.toArray());
    }
  }

  @Test
  void aWeightOfAnotherBackendIsRefused() {
    try (Scope host = scalar.scope();
        Scope scope = cuda.scope()) {
      PackedWeight foreign = scalar.matrix().pack(host.tensor(1, 1).write(1), null, host);
      Tensor x = scope.tensor(1, 1).write(1);
      Tensor out = scope.tensor(1, 1);
      InputException refused =
          assertThrows(
              InputException.class, () -> cuda.matrix().linear(x, foreign, Epilogue.NONE, out));
      assertTrue(refused.getMessage().contains("packed by the cuda backend"), refused.getMessage());
    }
  }

  /** Writes 1 everywhere, or adds 1, and remembers what it was asked for. */
  private static final class Ones implements MatrixProduct {
    private final DeviceContext context;
    private final List<ProductShape> asked = new ArrayList<>();

    Ones(DeviceContext context) {
      this.context = context;
    }

    @Override
    public boolean offers(ProductShape shape) {
      asked.add(shape);
      return shape.rows() > 1;
    }

    @Override
    public void multiply(ProductShape shape, long a, long b, boolean accumulate, long out) {
      long count = (long) shape.rows() * shape.outputs();
      assertEquals(false, accumulate, "these products store");
      context.launch("fill_values", Elementwise.launch(context, count), 1f, out, count);
    }
  }

  @Test
  void aLibrarysProductGoesBeforeTheOwnAndBiasAndActivationFollowIt() {
    Driver driver = TestDevices.open();
    Transfers transfers = new Transfers(driver);
    DeviceAllocator memory = new DeviceAllocator(driver, transfers, "cuda:0", Long.MAX_VALUE);
    DeviceContext context = new DeviceContext(driver, memory, transfers, Precision.FLOAT32);
    Ones ones = new Ones(context);
    CudaMatrix matrix = new CudaMatrix(context, ones);
    try (Scope scope = new Scope(memory)) {
      Tensor bias = scope.tensor(3).write(1, -3, 0);
      PackedWeight weight = matrix.pack(scope.tensor(3, 1).write(5, 5, 5), bias, scope);
      Tensor out = scope.tensor(2, 3);
      matrix.linear(scope.tensor(2, 1).write(1, 1), weight, Epilogue.RELU, out);
      assertArrayEquals(new float[] {2, 0, 1, 2, 0, 1}, out.toArray());
      matrix.linear(scope.tensor(2, 1).write(1, 1), weight, Epilogue.NONE, out);
      assertArrayEquals(new float[] {2, -2, 1, 2, -2, 1}, out.toArray());
      Tensor row = scope.tensor(1, 3);
      matrix.linear(scope.tensor(1, 1).write(1), weight, Epilogue.NONE, row);
      assertArrayEquals(new float[] {6, 2, 5}, row.toArray());
      assertEquals(new ProductShape(2, 3, 1, false, 1, true, 32, 3), ones.asked.get(0));
    }
  }

  @Test
  void elementwiseOperationsAtRoundAddressesAgreeWithTheScalarBackend() {
    for (int count : new int[] {4, 27, 17000}) {
      Close.assertClose(
          "elementwise " + count, elementwise(scalar, count), elementwise(cuda, count), 5e-6, 1e-6);
    }
  }

  private static float[] elementwise(Backend backend, int count) {
    try (Scope scope = backend.scope()) {
      Values values = new Values("elementwise " + count);
      Tensor a = matrix(scope, values, 0, 1, count);
      Tensor b = matrix(scope, values, 0, 1, count);
      Tensor out = matrix(scope, values, 0, 1, count);
      backend.activation().gelu(a, out);
      backend.activation().reluGradient(a, b, out);
      backend.activation().geluGradient(b, a, out);
      backend.activation().relu(b, b);
      backend.matrix().weightedSum(0.5f, out, -2, b, out);
      Tensor copy = scope.tensor(count);
      backend.matrix().copy(out, copy);
      backend.matrix().fill(-0.5f, b);
      backend.matrix().weightedSum(1, b, 1, copy.reshape(1, count), b);
      return b.toArray();
    }
  }

  @Test
  void channelFactorsAtRoundAddressesAgreeWithTheScalarBackend() {
    assertArrayEquals(channels(scalar), channels(cuda), 1e-6f);
  }

  private static float[] channels(Backend backend) {
    try (Scope scope = backend.scope()) {
      Values values = new Values("channels");
      Tensor x = matrix(scope, values, 0, 6, 12).reshape(2, 3, 12);
      Tensor factors = matrix(scope, values, 0, 2, 12);
      Tensor out = matrix(scope, values, 0, 6, 12).reshape(2, 3, 12);
      backend.activation().scaleChannels(x, factors, Epilogue.ACCUMULATE, out);
      backend.activation().scaleChannels(out, factors, Epilogue.NONE, out);
      return out.toArray();
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "3000, 1", "2300, 3", "600, 70", "0, 5"})
  void columnSumsInChunksAgreeWithTheScalarBackend(int rows, int columns) {
    Close.assertClose(
        rows + " x " + columns,
        columnSums(scalar, rows, columns),
        columnSums(cuda, rows, columns),
        1e-5 * Math.sqrt(rows + 1),
        1e-5);
  }

  private static float[] columnSums(Backend backend, int rows, int columns) {
    try (Scope scope = backend.scope()) {
      Values values = new Values("columns " + rows + " " + columns);
      Tensor out = values.tensor(scope, columns);
      backend.matrix().columnSums(values.tensor(scope, rows, columns), out);
      return out.toArray();
    }
  }
}
