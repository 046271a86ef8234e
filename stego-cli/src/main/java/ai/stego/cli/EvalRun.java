package ai.stego.cli;

import ai.stego.image.ImageException;
import ai.stego.segment.Segmenter;
import ai.stego.segment.SegmenterBuilder;
import ai.stego.tensor.Backend;
import ai.stego.tensor.InputException;
import ai.stego.train.Progress;
import ai.stego.train.data.Dataset;
import ai.stego.train.eval.Evaluation;
import ai.stego.train.eval.EvaluationOptions;
import ai.stego.train.eval.EvaluationResult;
import ai.stego.vit.weights.BackboneWeights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;

/**
 * Evaluates one model after the other on the same photographs.
 *
 * @param console where the bar goes
 * @param device where to compute
 * @param options how to evaluate
 * @param dataset the photographs
 */
record EvalRun(
    CommandLine console, DeviceOptions device, EvaluationOptions options, Dataset dataset) {

  /** The results in the order of the models. */
  List<EvaluationResult> run(
      List<Path> models, Optional<BackboneWeights> backbone, BackboneWeights.Hints hints)
      throws IOException {
    List<EvaluationResult> results = new ArrayList<>();
    long images = (long) dataset.size() * models.size();
    try (Backend backend = device.open();
        ProgressLine bar =
            ProgressLine.counting(console.getErr(), "evaluating", "images", images)) {
      for (Path model : models) {
        SegmenterBuilder builder = Segmenter.builder().model(model).hints(hints).backend(backend);
        backbone.ifPresent(builder::backbone);
        long before = (long) results.size() * dataset.size();
        try (Segmenter segmenter = builder.open()) {
          results.add(evaluate(model, segmenter, (stage, done, all) -> bar.to(before + done)));
        }
      }
    }
    return results;
  }

  private EvaluationResult evaluate(Path model, Segmenter segmenter, Progress progress)
      throws ImageException {
    try {
      return new Evaluation(segmenter.model(), options).of(dataset, progress);
    } catch (InputException e) {
      throw new InputException(model + ": " + e.getMessage(), e);
    }
  }
}
