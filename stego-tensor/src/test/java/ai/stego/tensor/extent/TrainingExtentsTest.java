package ai.stego.tensor.extent;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.stego.tensor.Backend;
import ai.stego.tensor.BackendOptions;
import ai.stego.tensor.Backends;
import ai.stego.tensor.CorrespondenceForm;
import ai.stego.tensor.Epilogue;
import ai.stego.tensor.InputException;
import ai.stego.tensor.Interpolation;
import ai.stego.tensor.Scope;
import ai.stego.tensor.SgdStep;
import ai.stego.tensor.ShapeException;
import ai.stego.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Training operations refuse shapes that do not fit and memory that is shared. */
class TrainingExtentsTest {
  private final Backend backend = Backends.open("scalar", BackendOptions.DEFAULT.withThreads(1));
  private final Scope scope = backend.scope();

  @AfterEach
  void close() {
    scope.close();
    backend.close();
  }

  private Tensor tensor(int... axes) {
    return scope.tensor(axes);
  }

  private static void refused(String message, Executable call) {
    assertEquals(message, assertThrows(ShapeException.class, call).getMessage());
  }

  private static void refused(Executable call) {
    assertThrows(ShapeException.class, call);
  }

  private void product(Tensor a, Tensor b, Epilogue epilogue, Tensor out) {
    backend.matrix().product(a, false, b, true, epilogue, out);
  }

  @Test
  void productsOfWhatDoesNotFit() {
    Tensor a = tensor(3, 5);
    Tensor b = tensor(4, 5);
    Tensor out = tensor(3, 4);
    assertDoesNotThrow(() -> product(a, b, Epilogue.NONE, out));
    refused(
        "product: b: expected rows of 5, got (4, 6)",
        () -> product(a, tensor(4, 6), Epilogue.NONE, out));
    refused(() -> product(a, b, Epilogue.NONE, tensor(4, 3)));
    refused(() -> product(tensor(1, 3, 5), b, Epilogue.NONE, out));
    refused(
        "product: epilogue: expected NONE or ACCUMULATE, got GELU",
        () -> product(a, b, Epilogue.GELU, out));
    Tensor square = tensor(5, 5);
    refused(() -> product(square, tensor(5, 5), Epilogue.NONE, square));
    refused(() -> product(tensor(5, 5), square, Epilogue.NONE, square));
  }

  @Test
  void sumsFactorsAndGradientsOfOtherShapes() {
    refused(() -> backend.matrix().columnSums(tensor(3, 4), tensor(3)));
    refused(() -> backend.matrix().columnSums(tensor(), tensor(1)));
    refused(() -> backend.activation().relu(tensor(3, 4), tensor(4, 3)));
    Tensor x = tensor(3, 4);
    refused(() -> backend.activation().reluGradient(x, tensor(3, 4), x));
    refused(() -> backend.activation().geluGradient(x, tensor(4, 3), tensor(3, 4)));
    refused(() -> backend.row().normalizeGradient(x, x, tensor(12)));
    refused(() -> backend.activation().scaleChannels(x, tensor(4), Epilogue.NONE, tensor(3, 4)));
    refused(() -> backend.activation().scaleChannels(x, tensor(3, 4), Epilogue.RELU, tensor(3, 4)));
  }

  @Test
  void mapsThatDoNotFitAndIndicesOutOfRange() {
    Tensor maps = tensor(2, 3, 4, 5);
    Tensor places = tensor(1, 6, 7, 2);
    Tensor samples = tensor(1, 6, 7, 5);
    backend.matrix().fill(0, places);
    assertDoesNotThrow(() -> backend.image().sample(maps, new int[] {1}, places, samples));
    for (int index : new int[] {-1, 2, Integer.MAX_VALUE}) {
      InputException error =
          assertThrows(
              InputException.class,
              () -> backend.image().sample(maps, new int[] {index}, places, samples));
      assertEquals("sample: image 0: expected 0 to 1, got " + index, error.getMessage());
      assertThrows(
          InputException.class,
          () -> backend.image().sampleGradient(samples, new int[] {index}, places, maps));
    }
    refused(() -> backend.image().sample(maps, places, samples));
    refused(() -> backend.image().sample(maps, new int[2], places, samples));
    refused(() -> backend.image().sampleGradient(samples, new int[1], tensor(1, 6, 7, 3), maps));
    refused(() -> backend.image().sampleGradient(tensor(1, 6, 7, 4), new int[1], places, maps));
    Tensor large = tensor(2, 6, 8, 5);
    assertDoesNotThrow(() -> backend.image().resizeGradient(large, Interpolation.BILINEAR, maps));
    refused(() -> backend.image().resizeGradient(large, Interpolation.BILINEAR, 0, 1, maps));
    refused(() -> backend.image().resizeGradient(tensor(2, 6, 8, 4), Interpolation.BILINEAR, maps));
    refused(
        () -> backend.image().resizeGradient(large, Interpolation.BILINEAR, tensor(2, 0, 4, 5)));
  }

  @Test
  void lossesOfOtherShapes() {
    Tensor logits = tensor(3, 4);
    Tensor loss = tensor(1);
    refused(
        "crossEntropy: labels: expected 3 elements, got 2",
        () -> backend.loss().crossEntropy(logits, new int[2], loss, tensor(3, 4)));
    refused(() -> backend.loss().crossEntropy(logits, new int[3], tensor(), tensor(3, 4)));
    refused(() -> backend.loss().crossEntropy(logits, new int[3], loss, tensor(4, 3)));
    Tensor centroids = tensor(2, 4);
    refused(() -> backend.loss().clusterLoss(logits, tensor(2, 5), loss, tensor(2, 5)));
    refused(() -> backend.loss().clusterLoss(logits, tensor(0, 4), loss, tensor(0, 4)));
    refused(() -> backend.loss().clusterLoss(logits, centroids, loss, centroids));
  }

  @Test
  void correspondencesOfOtherShapes() {
    Tensor f = tensor(2, 3, 4);
    Tensor s = tensor(2, 3, 5);
    Tensor statistics = tensor(3);
    correspondence(f, tensor(2, 4, 4), s, statistics);
    correspondence(f, f, tensor(2, 4, 5), statistics);
    correspondence(f, f, tensor(2, 3), statistics);
    correspondence(f, f, s, tensor(2));
    CorrespondenceForm form = new CorrespondenceForm(true, true, false, 0);
    refused(() -> backend.loss().correspondence(f, f, s, s, form, statistics, s, tensor(2, 3, 5)));
    Tensor gradient = tensor(2, 3, 5);
    refused(() -> backend.loss().correspondence(f, f, s, s, form, statistics, gradient, gradient));
  }

  private void correspondence(Tensor f, Tensor g, Tensor s, Tensor statistics) {
    CorrespondenceForm form = new CorrespondenceForm(true, true, false, 0);
    Tensor first = scope.tensor(s.shape());
    Tensor second = scope.tensor(s.shape());
    refused(() -> backend.loss().correspondence(f, g, s, s, form, statistics, first, second));
  }

  @Test
  void stepsWithoutTheirState() {
    Tensor p = tensor(3);
    Tensor g = tensor(3);
    refused(
        "sgd: velocity: expected (3,), got none",
        () -> backend.optimizer().sgd(p, g, null, new SgdStep(1, 0.9, 0, false, 1)));
    refused(() -> backend.optimizer().sgd(p, p, null, new SgdStep(1, 0, 0, false, 1)));
    refused(() -> backend.optimizer().sgd(p, tensor(4), null, new SgdStep(1, 0, 0, false, 1)));
    refused(() -> StepExtents.ofAdam(p, g, tensor(3), tensor(2)));
    Tensor mean = tensor(3);
    refused(() -> StepExtents.ofAdam(p, g, mean, mean));
  }
}
