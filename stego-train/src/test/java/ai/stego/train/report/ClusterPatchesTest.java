package ai.stego.train.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.nn.Linear;
import ai.stego.segment.SegmentationHead;
import ai.stego.tensor.Backend;
import ai.stego.tensor.BackendOptions;
import ai.stego.tensor.Backends;
import ai.stego.tensor.InputException;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Shape;
import ai.stego.tensor.Tensor;
import ai.stego.train.data.FeatureSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClusterPatchesTest {
  private static final int ROWS = 3;
  private static final int COLUMNS = 7;

  private final Backend backend = Backends.open("scalar", BackendOptions.DEFAULT);
  private final Scope scope = backend.scope();

  @AfterEach
  void close() {
    scope.close();
    backend.close();
  }

  /** Two-dimensional features: patches of one image are angles, in degrees. */
  private record Angles(double[][] degrees) implements FeatureSource {
    @Override
    public int images() {
      return degrees.length;
    }

    @Override
    public int rows() {
      return ROWS;
    }

    @Override
    public int columns() {
      return COLUMNS;
    }

    @Override
    public int width() {
      return 2;
    }

    @Override
    public void read(int[] images, Tensor out) {
      float[] values = new float[images.length * ROWS * COLUMNS * 2];
      int to = 0;
      for (int image : images) {
        for (double angle : degrees[image]) {
          values[to++] = (float) Math.cos(Math.toRadians(angle));
          values[to++] = (float) Math.sin(Math.toRadians(angle));
        }
      }
      out.write(values);
    }

    @Override
    public void close() {}
  }

  private static double[] all(double degrees) {
    double[] angles = new double[ROWS * COLUMNS];
    Arrays.fill(angles, degrees);
    return angles;
  }

  private ClusterPatches.Found find(ClusterPatches limits, double[]... images) {
    Tensor centroids = scope.tensor(Shape.of(2, 2), new float[] {1, 0, 0, 3});
    return limits.find(new Angles(images), Optional.empty(), centroids, backend);
  }

  private static List<String> places(List<ClusterPatches.Patch> patches) {
    return patches.stream().map(p -> p.image() + ":" + p.row() + "," + p.column()).toList();
  }

  @Test
  void theMostTypicalPatchOfEachClusterComesFirst() {
    double[] first = all(20);
    first[2 * COLUMNS + 5] = 1;
    first[4] = 80;
    double[] second = all(70);
    second[COLUMNS] = 89;
    second[6] = 10;
    ClusterPatches.Found found = find(new ClusterPatches(2, 1), first, second);
    assertEquals(List.of("0:2,5", "1:0,6"), places(found.typical().get(0)));
    assertEquals(List.of("1:1,0", "0:0,4"), places(found.typical().get(1)));
    assertArrayEquals(new long[] {21, 21}, found.counts());
    assertEquals(0.5, found.share(0));
    float cosine = found.typical().get(0).get(0).cosine();
    assertEquals(Math.cos(Math.toRadians(1)), cosine, 1e-6);
  }

  @Test
  void aPatchIsTypicalOfItsOwnClusterOnly() {
    ClusterPatches.Found found = find(new ClusterPatches(3, 1), all(10));
    assertEquals(List.of(), found.typical().get(1));
    assertArrayEquals(new long[] {21, 0}, found.counts());
  }

  @Test
  void ofEqualPatchesTheEarlierCounts() {
    ClusterPatches.Found found = find(new ClusterPatches(2, 1), all(10), all(10), all(10));
    assertEquals(List.of("0:0,0", "1:0,0"), places(found.typical().get(0)));
  }

  @Test
  void patchesOfOneImageAreApart() {
    ClusterPatches.Found found = find(new ClusterPatches(9, 3), all(10));
    assertEquals(List.of("0:0,0", "0:0,3", "0:0,6"), places(found.typical().get(0)));
  }

  @Test
  void aHeadMakesTheCodes() {
    // Swaps the axes: 0 degrees becomes 90.
    Linear swap = Linear.of(backend, Shape.of(2, 2), new float[] {0, 1, 1, 0}, new float[2], scope);
    SegmentationHead head = new SegmentationHead(backend, swap, Optional.empty());
    Tensor centroids = scope.tensor(Shape.of(2, 2), new float[] {1, 0, 0, 1});
    ClusterPatches.Found found =
        new ClusterPatches(1, 1)
            .find(new Angles(new double[][] {all(0)}), Optional.of(head), centroids, backend);
    assertArrayEquals(new long[] {0, 21}, found.counts());
  }

  @Test
  void codesThatAreNotNumbersBelongNowhere() {
    double[] broken = all(10);
    broken[3] = Double.NaN;
    ClusterPatches.Found found = find(new ClusterPatches(1, 1), broken, all(Double.NaN));
    assertArrayEquals(new long[] {20, 0}, found.counts());
    assertTrue(found.typical().get(0).stream().allMatch(p -> p.cosine() > 0.9));
  }

  @Test
  void noPatchesAtAllAreRefused() {
    assertThrows(InputException.class, () -> new ClusterPatches(0, 1));
    assertThrows(InputException.class, () -> new ClusterPatches(1, 0));
  }
}
