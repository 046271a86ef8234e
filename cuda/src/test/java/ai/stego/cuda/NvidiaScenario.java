package ai.stego.cuda;

import ai.stego.tensor.Backend;
import ai.stego.tensor.BackendOptions;
import ai.stego.tensor.Backends;
import ai.stego.tensor.InputException;
import ai.stego.tensor.Precision;
import ai.stego.tensor.Rng;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Shape;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.extent.PatchExtents;
import ai.stego.tensor.testing.Close;
import ai.stego.tensor.testing.OpCase;
import ai.stego.tensor.testing.OpCases;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import jcuda.driver.CUcontext;
import jcuda.driver.JCudaDriver;

/** What {@link NvidiaDriverTest} has done in another JVM; each prints what it saw. */
final class NvidiaScenario {
  private static final Map<String, Runnable> ALL =
      Map.ofEntries(
          Map.entry("provider", NvidiaScenario::provider),
          Map.entry("copies", NvidiaScenario::copies),
          Map.entry("operations", NvidiaScenario::operations),
          Map.entry("patches", NvidiaScenario::patches),
          Map.entry("products", NvidiaScenario::products),
          Map.entry("errors", NvidiaScenario::errors),
          Map.entry("fault", NvidiaScenario::fault),
          Map.entry("memory", NvidiaScenario::memory),
          Map.entry("closing", NvidiaScenario::closing),
          Map.entry("events", NvidiaScenario::events),
          Map.entry("devices", NvidiaScenario::devices));

  private NvidiaScenario() {}

  public static void main(String[] args) throws InterruptedException {
    ALL.get(System.getProperty("scenario")).run();
  }

  private static void say(String line) {
    System.out.println(line);
  }

  private static void attempt(Runnable action) {
    try {
      action.run();
      say("no error");
    } catch (RuntimeException e) {
      say("%s: %s".formatted(e.getClass().getSimpleName(), e.getMessage()));
    }
  }

  private static void provider() {
    CudaProvider provider = new CudaProvider();
    say("unavailable: %s".formatted(provider.unavailable().orElse("no")));
    say("expected: %s".formatted(provider.expected()));
    provider.details().forEach(line -> say("detail: %s".formatted(line)));
    attempt(
        () -> {
          try (Backend backend = Backends.open("cuda", BackendOptions.DEFAULT)) {
            say("opened %s".formatted(backend.description()));
          }
        });
    try (Backend backend = Backends.open()) {
      say("best: %s".formatted(backend.name()));
    } catch (InputException e) {
      say("best: %s".formatted(e.getMessage()));
    }
  }

  /** Enough values for five parts of a staging buffer, at an odd offset. */
  private static void copies() {
    int size = 5 * Transfers.STAGING_BYTES / Float.BYTES - 3;
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = i * 0.5f - 7;
    }
    int[] integers = {3, -5, 7};
    try (Backend backend = Backends.open("cuda", BackendOptions.DEFAULT);
        Scope scope = backend.scope()) {
      Tensor outer = scope.tensor(Shape.of(2, size));
      outer.range(1, 2).write(values);
      outer.range(0, 1).write(new float[size]);
      say("copied: %s".formatted(Arrays.equals(outer.range(1, 2).toArray(), values)));
      say("beside: %s".formatted(Arrays.equals(outer.range(0, 1).toArray(), new float[size])));
    }
    try (NvidiaDriver driver = NvidiaDriver.open(0)) {
      long address = driver.allocate(24);
      Transfers transfers = new Transfers(driver);
      transfers.upload(integers, address + 4);
      driver.copy(address + 4, address + 12, 8);
      int[] back = new int[3];
      transfers.download(address + 4, back);
      say("integers: %s".formatted(Arrays.toString(back)));
      ByteBuffer bytes = ByteBuffer.allocateDirect(12).order(ByteOrder.nativeOrder());
      driver.upload(address, bytes.putInt(0, 11).putInt(4, 22).putInt(8, 33).position(4));
      driver.download(address, bytes.clear().limit(8));
      say("buffer: %d %d %d".formatted(bytes.getInt(0), bytes.getInt(4), bytes.clear().getInt(8)));
      driver.free(address);
    }
  }

  private static void operations() {
    String wanted = System.getProperty("stego.ops", ".*");
    try (Backend scalar = Backends.open("scalar", BackendOptions.DEFAULT);
        Backend cuda = Backends.open("cuda", BackendOptions.DEFAULT)) {
      List<OpCase> cases =
          OpCases.small().stream().filter(op -> op.name().matches(wanted)).toList();
      cases.forEach(op -> op.check(scalar, cuda));
      say("agree: %d cases".formatted(cases.size()));
    }
  }

  /** All transposes of a product, its rows further apart than they are long. */
  private static void products() {
    try (NvidiaDriver driver = NvidiaDriver.open(0)) {
      MatrixProduct library = driver.product(Precision.FLOAT32);
      say(
          "offered: %s, small: %s"
              .formatted(
                  library.offers(shape(1 << 10, 1 << 9, 1 << 9, false, false)),
                  library.offers(shape(5, 7, 3, false, false))));
      if (library == MatrixProduct.NONE) {
        return;
      }
      DeviceContext context = context(driver);
      for (int i = 0; i < 8; i++) {
        agrees(context, library, shape(5, 7, 3, (i & 1) > 0, (i & 2) > 0), (i & 4) > 0);
      }
      say("cublas: 8 products agree");
    }
  }

  /** A convolution of (2,2,8,12) in patches of 4, with 32 channels out, against the kernels. */
  private static void patches() {
    try (NvidiaDriver driver = NvidiaDriver.open(0)) {
      DeviceContext context = context(driver);
      PatchConvolution library = driver.patchConvolution(Precision.FLOAT32);
      PatchExtents e = new PatchExtents(2, 2, 2, 3, 4, 1, 32);
      Rng random = Rng.of(3);
      try (Scope scope = new Scope(context.memory())) {
        Tensor images = random(scope, 2 * 2, 8 * 12, random);
        Tensor weight = random(scope, 32, 2 * 4 * 4, random);
        Tensor bias = random(scope, 1, 32, random).reshape(32);
        Tensor out = random(scope, 2 * 6, 32, random);
        CudaMatrix matrix = new CudaMatrix(context, MatrixProduct.NONE);
        DeviceWeight packed = CudaMatrix.own("test", matrix.pack(weight, bias, scope));
        say("offered: " + library.offers(e, packed));
        library.project(
            e,
            context.address("test", images),
            context.address("test", packed.values()),
            context.address("test", packed.bias()),
            context.address("test", out));
        float[] expected = convolved(e, images.toArray(), weight.toArray(), bias.toArray());
        Close.assertClose("convolution", expected, out.toArray(), 1e-5, 1e-5);
        say("cudnn: the convolution agrees");
      }
    }
  }

  private static float[] convolved(PatchExtents e, float[] images, float[] weight, float[] bias) {
    int patch = e.patch();
    int width = e.columns() * patch;
    float[] out = new float[e.images() * e.patches() * e.width()];
    for (int i = 0; i < out.length; i++) {
      int place = i / e.width() % e.patches();
      int image = i / e.width() / e.patches();
      double sum = bias[i % e.width()];
      for (int k = 0; k < e.patchSize(); k++) {
        int plane = image * e.channels() + k / (patch * patch);
        int y = place / e.columns() * patch + k / patch % patch;
        int x = place % e.columns() * patch + k % patch;
        sum +=
            (double) weight[i % e.width() * e.patchSize() + k]
                * images[(plane * e.rows() * patch + y) * width + x];
      }
      out[i] = (float) sum;
    }
    return out;
  }

  private static DeviceContext context(NvidiaDriver driver) {
    Transfers transfers = new Transfers(driver);
    DeviceAllocator memory = new DeviceAllocator(driver, transfers, "cuda:0", Long.MAX_VALUE);
    return new DeviceContext(driver, memory, transfers, Precision.FLOAT32);
  }

  private static ProductShape shape(int m, int n, int k, boolean transposeA, boolean transposeB) {
    return new ProductShape(
        m, n, k, transposeA, (transposeA ? m : k) + 2, transposeB, (transposeB ? k : n) + 1, n + 3);
  }

  private static void agrees(
      DeviceContext context, MatrixProduct library, ProductShape s, boolean accumulate) {
    Rng random = Rng.of(7);
    try (Scope scope = new Scope(context.memory())) {
      Tensor a = random(scope, s.transposeA() ? s.inputs() : s.rows(), s.strideA(), random);
      Tensor b = random(scope, s.transposeB() ? s.outputs() : s.inputs(), s.strideB(), random);
      Tensor out = random(scope, s.rows(), s.strideOut(), random);
      float[] expected = expected(s, a.toArray(), b.toArray(), accumulate, out.toArray());
      library.multiply(
          s,
          context.address("product", a),
          context.address("product", b),
          accumulate,
          context.address("product", out));
      Close.assertClose("product " + s, expected, out.toArray(), 1e-6, 1e-6);
    }
  }

  private static Tensor random(Scope scope, int rows, int columns, Rng random) {
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat() - 0.5f;
    }
    return scope.tensor(Shape.of(rows, columns), values);
  }

  private static float[] expected(
      ProductShape s, float[] a, float[] b, boolean accumulate, float[] out) {
    for (int m = 0; m < s.rows(); m++) {
      for (int n = 0; n < s.outputs(); n++) {
        double sum = accumulate ? out[m * s.strideOut() + n] : 0;
        for (int k = 0; k < s.inputs(); k++) {
          double left = s.transposeA() ? a[k * s.strideA() + m] : a[m * s.strideA() + k];
          sum += left * (s.transposeB() ? b[n * s.strideB() + k] : b[k * s.strideB() + n]);
        }
        out[m * s.strideOut() + n] = (float) sum;
      }
    }
    return out;
  }

  private static void errors() {
    NvidiaDriver closed;
    try (NvidiaDriver driver = NvidiaDriver.open(0)) {
      attempt(() -> driver.launch("no_such_kernel", Launch.of(1, 32)));
      attempt(() -> driver.launch("relu", new Launch(1, 1, 1, 32, 1 << 20), 0L, 0L, 0));
      attempt(() -> driver.launch("relu", Launch.of(1, 32), "text"));
      attempt(() -> driver.free(12345));
      closed = driver;
    }
    attempt(closed::synchronize);
  }

  private static void fault() {
    try (NvidiaDriver driver = NvidiaDriver.open(0)) {
      driver.launch("relu", Launch.of(1, 32), 256L, 256L, 32);
      attempt(driver::synchronize);
      attempt(driver::freeBytes);
    }
    say("closed");
  }

  private static void memory() {
    try (CudaBackend backend = new CudaBackend(NvidiaDriver.open(0), BackendOptions.DEFAULT);
        Scope scope = backend.scope()) {
      scope.tensor(1 << 20);
      attempt(() -> scope.tensor(1 << 30, 64));
      scope.tensor(1 << 20);
    }
  }

  /** The test holds the context too, so that it can ask after the driver has let go of it. */
  private static void closing() {
    try (NvidiaDriver first = NvidiaDriver.open(0)) {
      first.synchronize();
    }
    CUcontext context = new CUcontext();
    JCudaDriver.cuDevicePrimaryCtxRetain(context, NvidiaDevices.device(0));
    JCudaDriver.cuCtxSetCurrent(context);
    long before = free();
    for (int i = 0; i < 2; i++) {
      CudaBackend backend = new CudaBackend(NvidiaDriver.open(0), BackendOptions.DEFAULT);
      Scope scope = backend.scope();
      Tensor x = scope.tensor(Shape.of(3, 5), new float[15]);
      backend.activation().relu(x, scope.tensor(3, 5));
      x.toArray();
      backend.close();
      backend.close();
      scope.close();
      JCudaDriver.cuCtxSetCurrent(context);
    }
    say("left behind: %d".formatted(before - free()));
  }

  private static long free() {
    long[] free = new long[1];
    JCudaDriver.cuMemGetInfo(free, new long[1]);
    return free[0];
  }

  private static void events() {
    try (NvidiaDriver driver = NvidiaDriver.open(0)) {
      DeviceEvent before = driver.event();
      DeviceEvent after = driver.event();
      after.await();
      long address = driver.allocate(1 << 20);
      before.record();
      driver.launch("relu", Launch.of(4, 256), address, address, 1000);
      after.record();
      say("time: %s".formatted(after.millisecondsSince(before) > 0));
      Thread other = new Thread(() -> attempt(driver::synchronize));
      other.start();
      other.join();
      driver.free(address);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void devices() {
    try (Backend first = Backends.open("cuda:0", BackendOptions.DEFAULT);
        Backend second = Backends.open("cuda:1", BackendOptions.DEFAULT);
        Scope here = first.scope();
        Scope there = second.scope()) {
      Tensor x = here.tensor(Shape.of(2), new float[] {-1, 2});
      Tensor y = there.tensor(Shape.of(2), new float[] {-3, 4});
      second.activation().relu(y, y);
      first.activation().relu(x, x);
      say("%s %s".formatted(Arrays.toString(x.toArray()), Arrays.toString(y.toArray())));
      attempt(() -> second.activation().relu(x, y));
    }
    attempt(() -> Backends.open("cuda:2", BackendOptions.DEFAULT));
    attempt(() -> Backends.open("cuda:x", BackendOptions.DEFAULT));
  }
}
