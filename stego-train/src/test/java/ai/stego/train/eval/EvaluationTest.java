package ai.stego.train.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.image.Geometry;
import ai.stego.image.ImageException;
import ai.stego.image.Preprocess;
import ai.stego.segment.Segmenter;
import ai.stego.segment.SegmenterOptions;
import ai.stego.segment.StegoModel;
import ai.stego.segment.crf.CrfParameters;
import ai.stego.tensor.Backend;
import ai.stego.tensor.BackendOptions;
import ai.stego.tensor.Backends;
import ai.stego.tensor.InputException;
import ai.stego.tensor.Scope;
import ai.stego.train.Progress;
import ai.stego.train.data.LabelMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvaluationTest {
  private static final EvaluationOptions OPTIONS =
      EvaluationOptions.DEFAULT.withPreprocess(Preprocess.reference(EvaluationFixture.SIZE));

  private static Backend backend;
  private static Scope scope;
  private static StegoModel model;

  @BeforeAll
  static void open() {
    backend = Backends.open("scalar", BackendOptions.DEFAULT);
    scope = backend.scope();
    model = EvaluationFixture.model(backend, scope);
  }

  @AfterAll
  static void close() {
    scope.close();
    backend.close();
  }

  @ParameterizedTest
  @CsvSource({"CLUSTER,true", "CLUSTER,false", "LINEAR,true", "LINEAR,false"})
  void whatIsJudgedAreTheMasksOfTheSegmenter(StegoModel.Classes probe, boolean refined)
      throws ImageException {
    EvaluationFixture.Memory pictures = EvaluationFixture.pictures();
    Segmenter segmenter =
        new Segmenter(
            model,
            SegmenterOptions.DEFAULT
                .withPreprocess(OPTIONS.preprocess())
                .withClasses(probe)
                .withCrf(refined ? Optional.of(CrfParameters.STEGO) : Optional.empty()));
    int predictions = model.probe(probe).classes();
    ConfusionMatrix expected = new ConfusionMatrix(predictions, EvaluationFixture.CLASSES);
    for (int i = 0; i < pictures.size(); i++) {
      Geometry geometry = OPTIONS.preprocess().geometry(pictures.image(i), 8);
      expected.add(
          segmenter.segment(pictures.image(i)).labels(),
          pictures.labels(i).prepared(geometry).labels());
    }
    EvaluationResult result = new Evaluation(model, OPTIONS).of(pictures, Progress.NONE);
    assertEquals(expected, result.score(probe, refined).orElseThrow().matrix());
    assertTrue(expected.total() > 10_000 && expected.total() < 5 * 48 * 48);
  }

  @Test
  void theResultDoesNotDependOnTheNumberOfThreads() throws ImageException {
    EvaluationFixture.Memory pictures = EvaluationFixture.pictures();
    EvaluationResult expected = new Evaluation(model, OPTIONS).of(pictures, Progress.NONE);
    for (int threads : new int[] {1, 3}) {
      try (Backend other = Backends.open("scalar", BackendOptions.DEFAULT.withThreads(threads));
          Scope owner = other.scope()) {
        StegoModel same = EvaluationFixture.model(other, owner);
        EvaluationResult result = new Evaluation(same, OPTIONS).of(pictures, Progress.NONE);
        assertEquals(4, result.scores().size());
        for (int i = 0; i < 4; i++) {
          assertEquals(expected.scores().get(i).matrix(), result.scores().get(i).matrix());
        }
      }
    }
  }

  @Test
  void labelsThatAreTheMasksThemselvesGetFullMarks() throws ImageException {
    EvaluationFixture.Memory pictures = EvaluationFixture.pictures();
    SegmenterOptions plain =
        SegmenterOptions.DEFAULT
            .withPreprocess(OPTIONS.preprocess())
            .withClasses(StegoModel.Classes.LINEAR)
            .withCrf(Optional.empty());
    Segmenter segmenter = new Segmenter(model, plain);
    EvaluationFixture.Memory squares =
        new EvaluationFixture.Memory(
            List.of(pictures.image(0)),
            List.of(new LabelMap(48, 48, segmenter.segment(pictures.image(0)).labels())),
            EvaluationFixture.CLASSES);
    EvaluationOptions options = OPTIONS.withCrf(Optional.empty());
    EvaluationResult result = new Evaluation(model, options).of(squares, Progress.NONE);
    Metrics linear = result.score(StegoModel.Classes.LINEAR, false).orElseThrow().metrics();
    assertEquals(1, linear.accuracy());
    assertEquals(1, linear.meanIou());
    Metrics cluster = result.score(StegoModel.Classes.CLUSTER, false).orElseThrow().metrics();
    assertTrue(cluster.accuracy() < 1);
  }

  @Test
  void withoutFlipTheMasksDiffer() throws ImageException {
    EvaluationFixture.Memory pictures = EvaluationFixture.pictures();
    EvaluationOptions options = OPTIONS.withCrf(Optional.empty());
    EvaluationResult flip = new Evaluation(model, options).of(pictures, Progress.NONE);
    EvaluationResult plain =
        new Evaluation(model, options.withFlip(false)).of(pictures, Progress.NONE);
    assertEquals(2, flip.scores().size());
    assertFalse(flip.scores().get(0).matrix().equals(plain.scores().get(0).matrix()));
  }

  @Test
  void aModelWithoutLabelsIsJudgedByItsClustersHoweverManyMoreThereAre() throws ImageException {
    EvaluationFixture.Memory pictures = EvaluationFixture.pictures();
    for (int clusters : new int[] {3, 7}) {
      StegoModel unlabelled = EvaluationFixture.unlabelled(backend, scope, clusters);
      EvaluationResult result = new Evaluation(unlabelled, OPTIONS).of(pictures, Progress.NONE);
      assertEquals(2, result.scores().size());
      assertTrue(result.score(StegoModel.Classes.LINEAR, true).isEmpty());
      ProbeScore score = result.score(StegoModel.Classes.CLUSTER, true).orElseThrow();
      assertEquals(clusters, score.metrics().classOfCluster().length);
      assertTrue(score.metrics().accuracy() > 0.3, score.metrics().toString());
    }
  }

  @Test
  void everyImageIsHeardOf() throws ImageException {
    List<Long> done = new ArrayList<>();
    Progress progress =
        (stage, at, total) -> {
          assertEquals("evaluating", stage);
          assertEquals(5, total);
          done.add(at);
        };
    EvaluationOptions options = OPTIONS.withCrf(Optional.empty());
    new Evaluation(model, options).of(EvaluationFixture.pictures(), progress);
    assertEquals(List.of(0L, 1L, 2L, 3L, 4L, 5L), done);
  }

  private static String refusal(EvaluationFixture.Memory pictures) {
    Evaluation evaluation = new Evaluation(model, OPTIONS.withCrf(Optional.empty()));
    return assertThrows(InputException.class, () -> evaluation.of(pictures, Progress.NONE))
        .getMessage();
  }

  @Test
  void labelsOfOtherClassesAreRefused() {
    EvaluationFixture.Memory pictures = EvaluationFixture.pictures();
    assertEquals("pictures: the model has 3 classes, not 4", refusal(pictures.withClasses(4)));
    StegoModel few = EvaluationFixture.unlabelled(backend, scope, 2);
    InputException e =
        assertThrows(
            InputException.class, () -> new Evaluation(few, OPTIONS).of(pictures, Progress.NONE));
    assertEquals("pictures: the model has only 2 clusters for 3 classes", e.getMessage());
  }

  @Test
  void aDatasetWithoutLabelsIsRefused() {
    assertEquals(
        "pictures: without labels there is nothing to compare with",
        refusal(EvaluationFixture.pictures().withClasses(0)));
  }

  @Test
  void labelsThatAreAllIgnoredAreRefused() {
    EvaluationFixture.Memory pictures = EvaluationFixture.pictures();
    List<LabelMap> nothing =
        pictures.maps().stream()
            .map(
                map -> {
                  int[] ignored = new int[map.labels().length];
                  Arrays.fill(ignored, LabelMap.IGNORED);
                  return new LabelMap(map.height(), map.width(), ignored);
                })
            .toList();
    assertEquals(
        "pictures: not one labelled pixel inside the squares",
        refusal(pictures.withLabels(nothing)));
  }

  @Test
  void aBadLabelIsSaidWithItsImage() {
    EvaluationFixture.Memory pictures = EvaluationFixture.pictures();
    List<LabelMap> maps = new ArrayList<>(pictures.maps());
    maps.set(2, new LabelMap(97, 60, filled(97 * 60, 11)));
    assertEquals(
        "picture2: label 11 of pixel 0 is not within 0..2", refusal(pictures.withLabels(maps)));
    maps.set(2, new LabelMap(60, 97, filled(97 * 60, 1)));
    assertTrue(refusal(pictures.withLabels(maps)).startsWith("picture2: label map"));
  }

  private static int[] filled(int count, int label) {
    int[] labels = new int[count];
    Arrays.fill(labels, label);
    return labels;
  }

  @Test
  void theSizeMustHoldWholePatches() {
    EvaluationOptions odd = OPTIONS.withPreprocess(Preprocess.reference(50));
    InputException e = assertThrows(InputException.class, () -> new Evaluation(model, odd));
    assertEquals(
        "evaluation: the size 50 is not a multiple of the patch 8; take 56", e.getMessage());
    Preprocess whole = Preprocess.wholeImage(48);
    assertThrows(InputException.class, () -> OPTIONS.withPreprocess(whole));
  }
}
