package ai.stego.cuda;

import ai.stego.tensor.Backend;
import ai.stego.tensor.BackendOptions;
import ai.stego.tensor.Backends;
import ai.stego.tensor.CorrespondenceForm;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.testing.Close;
import ai.stego.tensor.testing.Values;
import org.junit.jupiter.api.Test;

/** The steps that led to the correspondence loss compute it too. */
class CorrespondenceLadderTest {
  private static final int THREADS = 256;
  private static final int IMAGES = 2;
  private static final int POSITIONS = 27;
  private static final int FEATURES = 70;
  private static final int CODES = 9;
  private static final int ROWS = IMAGES * POSITIONS;
  private static final int PAIRS = ROWS * POSITIONS;
  private static final CorrespondenceForm FORM = new CorrespondenceForm(true, true, true, 0.18f);

  private final Driver driver = TestDevices.open();
  private final Transfers transfers = new Transfers(driver);
  private final long w = driver.allocate(PAIRS * Float.BYTES);
  private final long[] inputs = new long[4];
  private final float[][] expected = new float[3][];

  /** Unit rows, on the device, and what the reference makes of them. */
  CorrespondenceLadderTest() {
    try (Backend scalar = Backends.open("scalar", BackendOptions.DEFAULT);
        Scope scope = scalar.scope()) {
      Values values = new Values("ladder");
      Tensor[] unit = new Tensor[inputs.length];
      for (int i = 0; i < unit.length; i++) {
        unit[i] = values.tensor(scope, IMAGES, POSITIONS, i < 2 ? FEATURES : CODES);
        scalar.row().normalize(unit[i], unit[i]);
        inputs[i] = upload(unit[i].toArray());
      }
      Tensor statistics = scope.tensor(3);
      Tensor s = scope.tensor(unit[2].shape());
      Tensor t = scope.tensor(unit[2].shape());
      scalar.loss().correspondence(unit[0], unit[1], unit[2], unit[3], FORM, statistics, s, t);
      expected[0] = statistics.toArray();
      expected[1] = s.toArray();
      expected[2] = t.toArray();
    }
  }

  private long upload(float[] values) {
    long address = driver.allocate((long) values.length * Float.BYTES);
    transfers.upload(values, 0, values.length, address);
    return address;
  }

  private float[] download(long address, int count) {
    float[] values = new float[count];
    transfers.download(address, values, 0, count);
    return values;
  }

  private static Launch covering(int items) {
    return Launch.covering(items, THREADS);
  }

  @Test
  void firstStep() {
    long features = driver.allocate(PAIRS * Float.BYTES);
    long means = driver.allocate(ROWS * Double.BYTES);
    long sum = driver.allocate(Double.BYTES);
    int blocks = covering(PAIRS).x();
    long parts = driver.allocate(2L * blocks * Double.BYTES);
    cosines(inputs[0], inputs[1], features, FEATURES);
    cosines(inputs[2], inputs[3], w, CODES);
    driver.launch("correspondence_v1_row_means", covering(ROWS), features, means, ROWS, POSITIONS);
    driver.launch("sum_parts", Launch.of(1, THREADS), means, sum, ROWS);
    driver.launch(
        "correspondence_v1_weights",
        covering(PAIRS),
        features,
        w,
        means,
        sum,
        parts,
        ROWS,
        POSITIONS,
        1,
        FORM.least(),
        FORM.greatest(),
        FORM.shift());
    check("v1", parts, blocks, means, ROWS);
  }

  private void cosines(long x, long y, long out, int width) {
    int blocks = covering(POSITIONS * POSITIONS).x();
    driver.launch(
        "correspondence_v1_cosines",
        new Launch(blocks, IMAGES, 1, THREADS, 0),
        x,
        y,
        out,
        POSITIONS,
        width);
  }

  @Test
  void secondStep() {
    int pieces = 2;
    int side = 16;
    int tiles = (int) Launch.ceilDiv(POSITIONS, side);
    int blocks = IMAGES * tiles * tiles;
    long rowParts = driver.allocate((long) pieces * ROWS * Float.BYTES);
    long imageParts = driver.allocate((long) pieces * IMAGES * Double.BYTES);
    long parts = driver.allocate(2L * blocks * Double.BYTES);
    driver.launch(
        "correspondence_means",
        new Launch(IMAGES, pieces, 1, THREADS, 0),
        inputs[0],
        inputs[1],
        rowParts,
        imageParts,
        IMAGES,
        POSITIONS,
        FEATURES);
    driver.launch(
        "correspondence_v2_weights",
        Launch.of(blocks, THREADS),
        inputs[0],
        inputs[1],
        inputs[2],
        inputs[3],
        rowParts,
        imageParts,
        pieces,
        w,
        parts,
        IMAGES,
        POSITIONS,
        FEATURES,
        CODES,
        1,
        FORM.least(),
        FORM.greatest(),
        FORM.shift());
    check("v2", parts, blocks, imageParts, pieces * IMAGES);
  }

  /** Statistics and gradients from what a step has left. */
  private void check(String step, long parts, int blocks, long means, int meanCount) {
    long statistics = driver.allocate(3 * Float.BYTES);
    driver.launch(
        "correspondence_statistics",
        Launch.of(1, THREADS),
        parts,
        blocks,
        means,
        meanCount,
        statistics,
        (double) PAIRS,
        (double) ROWS);
    close(step + " statistics", 0, download(statistics, 3));
    close(step + " sGradient", 1, gradient(inputs[3], 0));
    close(step + " tGradient", 2, gradient(inputs[2], 1));
  }

  private float[] gradient(long codes, int transposed) {
    long out = driver.allocate(ROWS * CODES * Float.BYTES);
    driver.launch(
        "correspondence_v1_gradient",
        covering(ROWS * CODES),
        w,
        codes,
        out,
        ROWS,
        POSITIONS,
        CODES,
        transposed);
    return download(out, ROWS * CODES);
  }

  private void close(String what, int which, float[] actual) {
    Close.assertClose(what, expected[which], actual, 2e-7, 2e-5);
  }
}
