package ai.stego.train.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.image.ImageException;
import ai.stego.image.PreparedImage;
import ai.stego.image.Preprocess;
import ai.stego.segment.Legend;
import ai.stego.segment.StegoModel;
import ai.stego.tensor.Backend;
import ai.stego.tensor.BackendOptions;
import ai.stego.tensor.Backends;
import ai.stego.tensor.InputException;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Shape;
import ai.stego.tensor.Tensor;
import ai.stego.train.Progress;
import ai.stego.train.data.FeatureSource;
import ai.stego.train.data.LabelSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeatureEvaluationTest {
  private static final int SIDE = EvaluationFixture.SIZE;
  private static final Preprocess PREPROCESS = Preprocess.reference(SIDE);

  private static Backend backend;
  private static Scope scope;

  @BeforeAll
  static void open() {
    backend = Backends.open("scalar", BackendOptions.DEFAULT);
    scope = backend.scope();
  }

  @AfterAll
  static void close() {
    scope.close();
    backend.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void storedFeaturesGiveTheSameCountsAsTheWholeModel(boolean labelled) throws ImageException {
    StegoModel model =
        labelled
            ? EvaluationFixture.model(backend, scope)
            : EvaluationFixture.unlabelled(backend, scope, 4);
    EvaluationFixture.Memory pictures = repeated(EvaluationFixture.pictures(), 3);
    EvaluationOptions options =
        new EvaluationOptions(PREPROCESS, false, Optional.empty(), ExtraClusters.ERRORS);
    EvaluationResult whole = new Evaluation(model, options).of(pictures, Progress.NONE);
    EvaluationResult stored =
        evaluation(model, pictures).of(HeadAndProbes.of(model), whole.classNames());
    assertEquals(15, stored.images());
    assertEquals(labelled ? 2 : 1, stored.scores().size());
    for (int i = 0; i < stored.scores().size(); i++) {
      assertEquals(whole.scores().get(i).matrix(), stored.scores().get(i).matrix());
      assertEquals(
          whole.scores().get(i).metrics().meanIou(), stored.scores().get(i).metrics().meanIou());
    }
  }

  @Test
  void labelsThatDoNotFitAreRefused() {
    StegoModel model = EvaluationFixture.model(backend, scope);
    EvaluationFixture.Memory pictures = EvaluationFixture.pictures();
    FeatureEvaluation evaluation = evaluation(model, pictures);
    HeadAndProbes parts = HeadAndProbes.of(model);
    List<String> four = Legend.classes(4).names();
    assertThrows(InputException.class, () -> evaluation.of(parts, four));
    FeatureEvaluation other = evaluation(model, pictures.withClasses(4));
    InputException e = assertThrows(InputException.class, () -> other.of(parts, four));
    assertEquals("5 images: the model has 3 classes, not 4", e.getMessage());
    LabelSource odd = new Labels(pictures, 50);
    FeatureSource features = evaluation.features();
    e =
        assertThrows(
            InputException.class, () -> new FeatureEvaluation(features, odd, ExtraClusters.ERRORS));
    assertTrue(e.getMessage().contains("50 x 50 pixels do not fit"), e.getMessage());
  }

  private static FeatureEvaluation evaluation(StegoModel model, EvaluationFixture.Memory pictures) {
    return new FeatureEvaluation(
        new Features(model, pictures), new Labels(pictures, SIDE), ExtraClusters.ERRORS);
  }

  private static EvaluationFixture.Memory repeated(EvaluationFixture.Memory few, int times) {
    EvaluationFixture.Memory all =
        new EvaluationFixture.Memory(new ArrayList<>(), new ArrayList<>(), few.count());
    for (int i = 0; i < times; i++) {
      all.images().addAll(few.images());
      all.maps().addAll(few.maps());
    }
    return all;
  }

  /** Features computed when they are asked for. */
  private record Features(StegoModel model, EvaluationFixture.Memory pictures)
      implements FeatureSource {
    @Override
    public int images() {
      return pictures.size();
    }

    @Override
    public int rows() {
      return SIDE / 8;
    }

    @Override
    public int columns() {
      return SIDE / 8;
    }

    @Override
    public int width() {
      return model.backbone().config().width();
    }

    @Override
    public void read(int[] images, Tensor out) {
      for (int b = 0; b < images.length; b++) {
        PreparedImage image = PREPROCESS.prepare(pictures.image(images[b]), 8);
        try (Scope scratch = backend.scope()) {
          Tensor input = scratch.tensor(Shape.of(1, 3, SIDE, SIDE), image.values());
          Tensor features = model.backbone().features(input, scratch).features();
          out.range(b, b + 1).write(features.toArray());
        }
      }
    }

    @Override
    public void close() {}
  }

  /** Labels prepared when they are asked for. */
  private record Labels(EvaluationFixture.Memory pictures, int side) implements LabelSource {
    @Override
    public int classes() {
      return pictures.count();
    }

    @Override
    public void read(int[] images, int[] out) {
      for (int b = 0; b < images.length; b++) {
        int[] labels =
            pictures
                .labels(images[b])
                .prepared(PREPROCESS.geometry(pictures.image(images[b]), 8))
                .labels();
        System.arraycopy(labels, 0, out, b * side * side, labels.length);
      }
    }
  }
}
