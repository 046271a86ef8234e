package ai.stego.segment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.image.ImageReader;
import ai.stego.image.Preprocess;
import ai.stego.image.Rgb;
import ai.stego.nn.Linear;
import ai.stego.tensor.Backend;
import ai.stego.tensor.BackendOptions;
import ai.stego.tensor.Backends;
import ai.stego.tensor.InputException;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Shape;
import ai.stego.vit.UntrainedWeights;
import ai.stego.vit.VisionTransformer;
import ai.stego.vit.VitConfig;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SegmenterTest {
  private static final VitConfig CONFIG = new VitConfig(8, 64, 2, 2, 128, 8, 8, 3, 1e-6f);
  private static final SegmenterOptions OPTIONS =
      SegmenterOptions.DEFAULT.withPreprocess(Preprocess.wholeImage(48));

  private static Backend backend;
  private static Scope scope;
  private static StegoModel model;

  @BeforeAll
  static void open() {
    backend = Backends.open("auto", BackendOptions.DEFAULT);
    scope = backend.scope();
    model = grouping(3).fit(backbone(), List.of(photo(50, 70, 0)), scope);
  }

  @AfterAll
  static void close() {
    scope.close();
    backend.close();
  }

  @Test
  void theMaskHasThePhotographsSizeWhateverItIs() {
    Segmenter segmenter = new Segmenter(model, OPTIONS);
    for (int[] size : new int[][] {{48, 48}, {50, 70}, {131, 97}, {7, 30}}) {
      Segmentation mask = segmenter.segment(photo(size[0], size[1], 1));
      assertEquals(size[0], mask.height());
      assertEquals(size[1], mask.width());
    }
  }

  @Test
  void theMaskOfTheMiddleSquareCoversWhatTheSegmenterSays() {
    SegmenterOptions options = OPTIONS.withPreprocess(Preprocess.reference(48));
    Segmenter segmenter = new Segmenter(model, options);
    Rgb photo = photo(131, 97, 2);
    Segmentation mask = segmenter.segment(photo);
    assertEquals(48, mask.height());
    assertEquals(48, mask.width());
    assertEquals(48, segmenter.covered(photo).height());
  }

  @Test
  void theTwoHalvesOfAPhotographAreToldApart() {
    Segmentation mask = new Segmenter(model, OPTIONS).segment(photo(64, 96, 0));
    int left = mask.label(32, 8);
    int right = mask.label(32, 88);
    assertTrue(left != right, "both halves are cluster " + left);
    assertEquals(left, mask.label(10, 20));
    assertEquals(right, mask.label(55, 75));
  }

  @Test
  void probabilitiesComeOnRequestAndSumToOne() {
    Rgb photo = photo(61, 83, 3);
    assertTrue(new Segmenter(model, OPTIONS).segment(photo).probabilities().isEmpty());
    Segmentation mask = new Segmenter(model, OPTIONS.withProbabilities(true)).segment(photo);
    float[] probabilities = mask.probabilities().orElseThrow();
    for (int i = 0; i < probabilities.length; i += 3) {
      double sum = (double) probabilities[i] + probabilities[i + 1] + probabilities[i + 2];
      assertEquals(1, sum, 1e-5, "pixel " + i / 3);
    }
  }

  @Test
  void aBatchGivesTheSameMasksAsOneByOne() {
    List<Rgb> photos =
        List.of(photo(50, 70, 4), photo(50, 70, 5), photo(50, 70, 6), photo(40, 90, 7));
    List<Segmentation> together = new Segmenter(model, OPTIONS.withBatch(2)).segment(photos);
    Segmenter single = new Segmenter(model, OPTIONS);
    for (int i = 0; i < photos.size(); i++) {
      assertArrayEquals(single.segment(photos.get(i)).labels(), together.get(i).labels());
    }
  }

  @Test
  void eightThreadsGetTheSameMasksAsOne() throws InterruptedException, ExecutionException {
    Segmenter segmenter = new Segmenter(model, OPTIONS);
    List<int[]> alone = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      alone.add(segmenter.segment(photo(40 + i, 60, i)).labels());
    }
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<int[]>> shared = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        int photo = i % 16;
        shared.add(threads.submit(() -> segmenter.segment(photo(40 + photo, 60, photo)).labels()));
      }
      for (int i = 0; i < 64; i++) {
        assertArrayEquals(alone.get(i % 16), shared.get(i).get(), "photograph " + i % 16);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aModelWithoutLinearProbeCannotBeAskedForIt() {
    SegmenterOptions options = OPTIONS.withClasses(StegoModel.Classes.LINEAR);
    assertThrows(InputException.class, () -> new Segmenter(model, options));
  }

  @Test
  void aClosedSegmenterSaysSo() {
    Segmenter segmenter = new Segmenter(model, OPTIONS);
    segmenter.close();
    segmenter.close();
    assertThrows(IllegalStateException.class, () -> segmenter.segment(photo(48, 48, 0)));
  }

  @Test
  void nothingIsFreedWhileAPhotographIsBeingSegmented() throws Exception {
    AtomicBoolean freed = new AtomicBoolean();
    Segmenter segmenter = new Segmenter(model, OPTIONS, new ImageReader(), () -> freed.set(true));
    Thread closer = new Thread(segmenter::close);
    List<Rgb> photos =
        new AbstractList<>() {
          @Override
          public Rgb get(int index) {
            if (index == 1) {
              closer.start();
              awaitBlocked(closer);
              assertFalse(freed.get());
            }
            return photo(48, 48, index);
          }

          @Override
          public int size() {
            return 2;
          }
        };
    assertEquals(2, segmenter.segment(photos).size());
    closer.join();
    assertTrue(freed.get());
  }

  private static void awaitBlocked(Thread thread) {
    while (thread.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
  }

  @Test
  void theMiddleSquareMustHoldWholePatches() {
    SegmenterOptions options = OPTIONS.withPreprocess(Preprocess.reference(50));
    assertThrows(InputException.class, () -> new Segmenter(model, options));
  }

  @Test
  void classesOfTheLinearProbeAreNotCalledClusters() {
    Linear layer = Linear.of(backend, Shape.of(4, 64), new float[256], new float[4], scope);
    StegoModel labelled =
        new StegoModel(
            model.backbone(),
            model.head(),
            model.clusters(),
            Optional.of(new LinearProbe(layer)),
            model.clusterLegend(),
            Legend.classes(4));
    SegmenterOptions options = OPTIONS.withClasses(StegoModel.Classes.LINEAR);
    Segmentation mask = new Segmenter(labelled, options).segment(photo(48, 48, 0));
    assertEquals(4, mask.classes());
    assertEquals("class 3", mask.name(3));
  }

  @Test
  void thereMustBeAModel() {
    assertThrows(InputException.class, () -> Segmenter.builder().open());
  }

  private static FeatureGrouping grouping(int clusters) {
    KMeans kMeans = new KMeans(clusters, KMeans.Metric.COSINE, 50, 0);
    return new FeatureGrouping(Preprocess.wholeImage(48), kMeans, 10);
  }

  private static VisionTransformer backbone() {
    return VisionTransformer.load(backend, CONFIG, UntrainedWeights.soft(CONFIG, "t:"), scope);
  }

  /** Left half dark red, right half light blue, with some texture. */
  private static Rgb photo(int height, int width, int seed) {
    byte[] bytes = new byte[3 * height * width];
    for (int i = 0; i < height * width; i++) {
      boolean left = i % width < width / 2;
      int texture = (i * 7 + seed * 13) % 11;
      bytes[3 * i] = (byte) ((left ? 140 : 90) + texture);
      bytes[3 * i + 1] = (byte) ((left ? 20 : 180) + texture);
      bytes[3 * i + 2] = (byte) ((left ? 30 : 230) + texture);
    }
    return new Rgb(height, width, bytes);
  }
}
