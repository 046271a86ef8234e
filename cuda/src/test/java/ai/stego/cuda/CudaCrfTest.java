package ai.stego.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.GaussianKernel;
import ai.stego.tensor.InputException;
import ai.stego.tensor.Rng;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the mean field does with the device's memory. */
class CudaCrfTest {
  private static final int POINTS = 70;
  private static final int CLASSES = 3;

  private final GaussianKernel kernel = new GaussianKernel(values("features", POINTS * 5), 5, 2);
  private final float[] evidence = values("evidence", POINTS * CLASSES);

  private static float[] values(String name, int count) {
    Rng rng = Rng.of(31).split(name);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) rng.nextGaussian();
    }
    return values;
  }

  private float[] run(DeviceContext context) {
    float[] q = new float[evidence.length];
    try {
      new CudaCrf(context).meanField(List.of(kernel), evidence, CLASSES, 2, q);
    } finally {
      assertEquals(0, context.memory().statistics().lent(), "bytes not given back");
    }
    return q;
  }

  @Test
  void theSameBitsInMemoryThatJustSuffices() {
    DeviceContext roomy = EmulatedContext.open(Long.MAX_VALUE);
    float[] expected = run(roomy);
    long peak = roomy.memory().statistics().peak();
    assertArrayEquals(expected, run(EmulatedContext.open(peak)));
  }

  @Test
  void tooLittleMemoryIsOneClearLineWhereverItEnds() {
    DeviceContext roomy = EmulatedContext.open(Long.MAX_VALUE);
    run(roomy);
    long peak = roomy.memory().statistics().peak();
    for (int tenths = 0; tenths < 10; tenths++) {
      DeviceContext context = EmulatedContext.open(peak * tenths / 10);
      InputException e = assertThrows(InputException.class, () -> run(context));
      assertTrue(e.getMessage().startsWith("emulation is out of memory: "), e.getMessage());
      assertEquals(1, e.getMessage().lines().count());
    }
  }
}
