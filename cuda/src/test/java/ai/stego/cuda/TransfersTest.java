package ai.stego.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Copies in parts through two buffers, on a device that copies as late as it may. */
class TransfersTest {
  private static final int PART = Transfers.STAGING_BYTES / Float.BYTES;

  private final SmallDriver driver = new SmallDriver(1L << 28);
  private final Transfers transfers = new Transfers(driver);

  @ParameterizedTest
  @ValueSource(ints = {1, 7, PART - 1, PART, PART + 1, 2 * PART, 2 * PART + 5, 5 * PART})
  void valuesComeBackWhateverTheirNumber(int count) {
    float[] values = new float[count + 2];
    for (int i = 0; i < values.length; i++) {
      values[i] = i + 0.5f;
    }
    long address = driver.allocate((count + 1) * (long) Float.BYTES);
    transfers.upload(values, 1, count, address + 4);
    float[] back = new float[count + 2];
    transfers.download(address + 4, back, 1, count);
    values[0] = 0;
    values[count + 1] = 0;
    assertArrayEquals(values, back);
  }

  @Test
  void integersComeBack() {
    int[] values = new int[PART + 3];
    for (int i = 0; i < values.length; i++) {
      values[i] = i * 77 - 5;
    }
    long address = driver.allocate(values.length * (long) Integer.BYTES);
    transfers.upload(values, address);
    int[] back = new int[values.length];
    transfers.download(address, back);
    assertArrayEquals(values, back);
  }

  @Test
  void nothingIsCopiedWhereThereIsNothing() {
    transfers.upload(new float[0], 0, 0, 0);
    transfers.download(0, new int[0]);
    assertEquals(0, driver.waits());
  }

  @Test
  void anUploadOfTwoPartsWaitsForNothingAndAThirdForTheFirst() {
    long address = driver.allocate(3L * Transfers.STAGING_BYTES);
    transfers.upload(new float[2 * PART], 0, 2 * PART, address);
    assertEquals(0, driver.waits());
    transfers.upload(new float[PART], 0, PART, address);
    assertEquals(1, driver.waits());
  }
}
