package ai.stego.train.fit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import ai.stego.segment.KMeans;
import ai.stego.tensor.Backend;
import ai.stego.tensor.BackendOptions;
import ai.stego.tensor.Backends;
import ai.stego.tensor.InputException;
import ai.stego.tensor.Rng;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Shape;
import ai.stego.tensor.Tensor;
import ai.stego.train.Progress;
import ai.stego.train.data.FeatureSource;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClusterFitTest {
  private static final ClusterFit FIT = new ClusterFit(50, 3);

  private final Backend backend = Backends.open("scalar", BackendOptions.DEFAULT);
  private final Scope scope = backend.scope();

  @AfterEach
  void close() {
    scope.close();
    backend.close();
  }

  /** Points around some directions of a space of 7 axes, of any length. */
  private Tensor around(int directions, int each) {
    Rng rng = Rng.of(1);
    float[] values = new float[directions * each * 7];
    for (int i = 0; i < directions * each; i++) {
      float length = 0.5f + rng.nextFloat();
      for (int axis = 0; axis < 7; axis++) {
        double noise = 0.05 * rng.nextGaussian();
        values[i * 7 + axis] = (float) (length * ((i % directions == axis ? 1 : 0) + noise));
      }
    }
    return scope.tensor(Shape.of(directions * each, 7), values);
  }

  @Test
  void findsTheClustersThatThereAre() {
    KMeans.Result result = FIT.fit(backend, around(4, 27), 4, scope);
    for (int i = 0; i < result.labels().length; i++) {
      assertEquals(result.labels()[i % 4], result.labels()[i], "point " + i);
    }
    assertEquals(4, Arrays.stream(result.labels()).distinct().count());
  }

  @Test
  void theSilhouetteIsHighestAtTheNumberThatThereIs() {
    List<ClusterFit.Candidate> candidates = FIT.choose(backend, around(5, 27), 2, 9, Progress.NONE);
    assertEquals(8, candidates.size());
    ClusterFit.Candidate best =
        candidates.stream()
            .max(Comparator.comparingDouble(ClusterFit.Candidate::silhouette))
            .orElseThrow();
    assertEquals(5, best.clusters());
    assertTrue(best.silhouette() > 0.9, "silhouette " + best.silhouette());
    assertTrue(best.inertia() < 0.05, "inertia " + best.inertia());
    assertTrue(candidates.get(0).inertia() < 1, "inertia of 2");
    assertTrue(candidates.get(0).inertia() > candidates.get(2).inertia(), "it falls");
  }

  @Test
  void theSilhouetteOfKnownDistances() {
    // 1 - cos to (1,0) and (0,1): point (1,0): 0 and 1; point (3,4): 0.4 and 0.2.
    Tensor points = scope.tensor(Shape.of(2, 2), new float[] {1, 0, 3, 4});
    Tensor centroids = scope.tensor(Shape.of(2, 2), new float[] {2, 0, 0, 1});
    assertEquals((1 + 0.5) / 2, Silhouette.of(backend, points, centroids), 1e-6);
  }

  @Test
  void pointsThatAreAllAlikeHaveNoSilhouette() {
    Tensor alike = scope.tensor(Shape.of(3, 2), new float[] {1, 0, 1, 0, 1, 0});
    ClusterFit.Candidate two = FIT.choose(backend, alike, 2, 2, Progress.NONE).get(0);
    assertEquals(0, two.silhouette());
    assertEquals(0, two.inertia());
  }

  @Test
  void moreClustersThanCodesAreRefused() {
    Tensor codes = around(2, 1);
    assertThrows(InputException.class, () -> FIT.fit(backend, codes, 3, scope));
    assertThrows(InputException.class, () -> FIT.choose(backend, codes, 2, 3, Progress.NONE));
  }

  @Test
  void aRangeThatEndsBeyondTheCodesIsRefusedBeforeAnythingIsTried() {
    Tensor codes = around(3, 7);
    InputException refused =
        assertThrows(
            InputException.class,
            () -> FIT.choose(backend, codes, 2, 22, (stage, done, all) -> fail("tried " + done)));
    assertTrue(refused.getMessage().contains("21 patches cannot make 22"), refused.getMessage());
    assertEquals(20, FIT.choose(backend, codes, 2, 21, Progress.NONE).size());
  }

  @Test
  void aRangeMustBeginAtTwoAndNotEndBefore() {
    Tensor codes = around(2, 7);
    for (int[] range : new int[][] {{1, 3}, {3, 2}, {2, 2000}}) {
      assertThrows(
          InputException.class,
          () -> FIT.choose(backend, codes, range[0], range[1], Progress.NONE));
    }
  }

  @Test
  void theChartShowsBothCurves() {
    List<ClusterFit.Candidate> candidates =
        List.of(new ClusterFit.Candidate(2, 0.5, 0.25), new ClusterFit.Candidate(3, 0.25, 0.75));
    assertArrayEquals(new double[] {2, 3}, ChoiceChart.of(candidates).lines().get(0).x());
    assertArrayEquals(new double[] {0.5, 0.25}, ChoiceChart.of(candidates).lines().get(0).y());
    assertArrayEquals(new double[] {0.25, 0.75}, ChoiceChart.of(candidates).lines().get(1).y());
  }

  /** Each patch says its image and its place. */
  private record Numbered(int images) implements FeatureSource {
    @Override
    public int rows() {
      return 3;
    }

    @Override
    public int columns() {
      return 5;
    }

    @Override
    public int width() {
      return 2;
    }

    @Override
    public void read(int[] indices, Tensor out) {
      float[] values = new float[indices.length * 30];
      for (int i = 0; i < indices.length * 15; i++) {
        values[2 * i] = indices[i / 15];
        values[2 * i + 1] = i % 15;
      }
      out.write(values);
    }

    @Override
    public void close() {}
  }

  private float[] sample(int images, int most, long seed) {
    return new CodeSample(most, seed)
        .read(new Numbered(images), Optional.empty(), backend, scope, Progress.NONE)
        .toArray();
  }

  @Test
  void aSampleOfEverythingIsEverythingInOrder() {
    float[] all = sample(2, 1000, 0);
    assertEquals(60, all.length);
    for (int i = 0; i < 30; i++) {
      assertEquals(Math.floorDiv(i, 15), (int) all[2 * i]);
      assertEquals(i % 15, all[2 * i + 1]);
    }
  }

  @Test
  void aSampleTakesAsManyPatchesOfEachImageAndNoneTwice() {
    float[] some = sample(7, 30, 0);
    assertEquals(7 * 4 * 2, some.length);
    for (int i = 0; i < 28; i++) {
      assertEquals(Math.floorDiv(i, 4), (int) some[2 * i]);
      assertTrue(i % 4 == 0 || some[2 * i + 1] > some[2 * i - 1], "patch " + i);
    }
    assertArrayEquals(some, sample(7, 30, 0));
    assertFalse(Arrays.equals(some, sample(7, 30, 1)), "another seed, another sample");
  }

  @Test
  void everyImageGivesAtLeastOnePatch() {
    assertEquals(7 * 2, sample(7, 1, 0).length);
  }
}
