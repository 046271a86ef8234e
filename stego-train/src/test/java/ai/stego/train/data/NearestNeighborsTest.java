package ai.stego.train.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.Backend;
import ai.stego.tensor.BackendOptions;
import ai.stego.tensor.Backends;
import ai.stego.tensor.InputException;
import ai.stego.tensor.Rng;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Shape;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.io.TensorFile;
import ai.stego.tensor.testing.Golden;
import ai.stego.tensor.testing.TestBackends;
import ai.stego.train.Progress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which images are most alike. */
class NearestNeighborsTest {
  static List<String> backends() {
    return TestBackends.names();
  }

  @ParameterizedTest
  @MethodSource("backends")
  void theReferencesNeighboursAreFound(String name) throws Exception {
    try (TensorFile golden = Golden.open("knn.safetensors");
        Backend backend = TestBackends.open(name)) {
      long[] expected = golden.integers("neighbors");
      Neighbors found = search(backend, 200, golden.values("feats"), 29);
      for (int i = 0; i < 200; i++) {
        // The reference counts the image itself as its first neighbour.
        assertEquals(i, expected[i * 30]);
        for (int rank = 0; rank < 29; rank++) {
          assertEquals(
              expected[i * 30 + rank + 1], found.get(i, rank), "image " + i + ", rank " + rank);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("backends")
  void blocksOfARaggedSetAgreeWithSortingAllCosines(String name) {
    // More than one block of queries and of candidates, the last ones not full.
    int images = name.equals("scalar") ? 700 : 4096 + 27;
    int width = 7;
    float[] vectors = unitVectors(images, width);
    try (Backend backend = TestBackends.open(name)) {
      Neighbors found = search(backend, images, vectors, 5);
      for (int i = 0; i < images; i += 61) {
        assertCosinesFall(vectors, width, i, found);
      }
    }
  }

  /** The cosines of what was found are the largest ones, whatever ties there are. */
  private static void assertCosinesFall(float[] vectors, int width, int image, Neighbors found) {
    int images = found.images();
    double[] all =
        IntStream.range(0, images)
            .filter(j -> j != image)
            .mapToDouble(j -> cosine(vectors, width, image, j))
            .boxed()
            .sorted(Comparator.reverseOrder())
            .mapToDouble(Double::doubleValue)
            .toArray();
    for (int rank = 0; rank < found.count(); rank++) {
      double cosine = cosine(vectors, width, image, found.get(image, rank));
      assertEquals(all[rank], cosine, 1e-6, "image " + image + ", rank " + rank);
    }
  }

  @ParameterizedTest
  @MethodSource("backends")
  void ofEqualImagesTheLowerIndexComesFirst(String name) {
    int images = 70;
    int width = 27;
    float[] one = unitVectors(2, width);
    float[] vectors = new float[images * width];
    for (int i = 0; i < images; i++) {
      System.arraycopy(one, i % 2 * width, vectors, i * width, width);
    }
    try (Backend backend = TestBackends.open(name)) {
      Neighbors found = search(backend, images, vectors, 40);
      for (int i = 0; i < images; i++) {
        int image = i;
        int[] expected =
            IntStream.concat(
                    IntStream.range(0, images).filter(j -> j % 2 == image % 2 && j != image),
                    IntStream.range(0, images).filter(j -> j % 2 != image % 2))
                .limit(40)
                .toArray();
        int[] actual = IntStream.range(0, 40).map(rank -> found.get(image, rank)).toArray();
        assertArrayEquals(expected, actual, "image " + i);
      }
    }
  }

  @Test
  void twoAndThreeImagesHaveNeighbours() {
    try (Backend backend = TestBackends.open("scalar")) {
      Neighbors two = NearestNeighbors.of(new Known(2, 1), 7, backend, Progress.NONE);
      assertEquals(1, two.count());
      assertArrayEquals(new int[] {1, 0}, two.indices());
      Neighbors three = NearestNeighbors.of(new Known(3, 1), 7, backend, Progress.NONE);
      assertEquals(2, three.count());
      assertArrayEquals(new int[] {1, 2, 0, 2, 1, 0}, three.indices());
    }
  }

  @Test
  void moreNeighboursThanCanBeHeldAreRefusedBeforeAnythingIsComputed() {
    assertEquals(7, NearestNeighbors.clip(50_000_000, 7));
    assertEquals(9, NearestNeighbors.clip(10, 4096));
    assertEquals(
        "neighbours: 4096 of each of 1000000 images; at most 536 of each can be held",
        assertThrows(InputException.class, () -> NearestNeighbors.clip(1_000_000, 4096))
            .getMessage());
  }

  @Test
  void oneImageIsRefused() {
    try (Backend backend = TestBackends.open("scalar")) {
      InputException refused =
          assertThrows(
              InputException.class,
              () -> NearestNeighbors.of(new Known(1, 1), 7, backend, Progress.NONE));
      assertEquals(
          "neighbours: 1 image has no others to be like; 2 or more are needed",
          refused.getMessage());
      assertThrows(
          InputException.class,
          () -> NearestNeighbors.of(new Known(3, 1), 0, backend, Progress.NONE));
    }
  }

  @Test
  void featuresAreAveragedOverPositions() {
    try (Backend backend = TestBackends.open("scalar")) {
      // Positions of an image differ wildly, their mean is what Known says.
      Neighbors found = NearestNeighbors.of(new Known(9, 6), 2, backend, Progress.NONE);
      for (int i = 0; i < 9; i++) {
        int image = i;
        int[] expected =
            IntStream.range(0, 9)
                .filter(j -> j != image)
                .boxed()
                .sorted(Comparator.comparingInt(j -> Math.abs(j * j - image * image)))
                .limit(2)
                .mapToInt(Integer::intValue)
                .toArray();
        assertArrayEquals(expected, new int[] {found.get(i, 0), found.get(i, 1)}, "image " + i);
      }
    }
  }

  @Test
  void featuresThatAreNotFiniteAreRefused() {
    try (Backend backend = TestBackends.open("scalar")) {
      FeatureSource source =
          new Known(3, 1) {
            @Override
            public void read(int[] images, Tensor out) {
              float[] values = new float[(int) out.size()];
              values[values.length - 1] = Float.NaN;
              out.write(values);
            }
          };
      InputException refused =
          assertThrows(
              InputException.class, () -> NearestNeighbors.of(source, 1, backend, Progress.NONE));
      assertTrue(refused.getMessage().contains("image 2"), refused.getMessage());
    }
  }

  @Test
  void theNumberOfThreadsChangesNothing() {
    float[] vectors = unitVectors(785, 70);
    List<int[]> found = new ArrayList<>();
    for (int threads : new int[] {1, 2, 5}) {
      String best = TestBackends.names().get(0);
      BackendOptions options = BackendOptions.DEFAULT.withThreads(threads);
      try (Backend backend = Backends.open(best, options)) {
        found.add(search(backend, 785, vectors, 7).indices());
      }
    }
    assertArrayEquals(found.get(0), found.get(1));
    assertArrayEquals(found.get(0), found.get(2));
  }

  private static Neighbors search(Backend backend, int images, float[] vectors, int count) {
    try (Scope scope = backend.scope()) {
      Tensor tensor = scope.tensor(Shape.of(images, vectors.length / images), vectors);
      return new ExactNeighborIndex(backend).search(tensor, count, Progress.NONE);
    }
  }

  private static float[] unitVectors(int images, int width) {
    Rng rng = Rng.of(7);
    float[] vectors = new float[images * width];
    for (int i = 0; i < images; i++) {
      double square = 0;
      for (int f = 0; f < width; f++) {
        vectors[i * width + f] = (float) rng.nextGaussian();
        square += vectors[i * width + f] * vectors[i * width + f];
      }
      for (int f = 0; f < width; f++) {
        vectors[i * width + f] /= (float) Math.sqrt(square);
      }
    }
    return vectors;
  }

  private static double cosine(float[] vectors, int width, int i, int j) {
    double dot = 0;
    for (int f = 0; f < width; f++) {
      dot += (double) vectors[i * width + f] * vectors[j * width + f];
    }
    return dot;
  }

  /** Image i points (i/N)² of a right angle away from the first axis; two values, h = 1. */
  private static class Known implements FeatureSource {
    private final int images;
    private final int columns;

    Known(int images, int columns) {
      this.images = images;
      this.columns = columns;
    }

    @Override
    public int images() {
      return images;
    }

    @Override
    public int rows() {
      return 1;
    }

    @Override
    public int columns() {
      return columns;
    }

    @Override
    public int width() {
      return 2;
    }

    @Override
    public void read(int[] wanted, Tensor out) {
      float[] values = new float[(int) out.size()];
      for (int b = 0; b < wanted.length; b++) {
        double angle = Math.PI / 2 * wanted[b] / images * wanted[b] / images;
        for (int p = 0; p < columns; p++) {
          // Offsets that sum to zero over the positions, and are large before the mean is taken.
          float offset = columns == 1 ? 0 : (p - (columns - 1) / 2f) * 10;
          int at = (b * columns + p) * 2;
          values[at] = (float) Math.cos(angle) + offset;
          values[at + 1] = (float) Math.sin(angle) - offset;
        }
      }
      out.write(values);
    }

    @Override
    public void close() {}
  }
}
