package ai.stego.train.eval;

import ai.stego.image.Preprocess;
import ai.stego.tensor.ShapeException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;

/**
 * Results of evaluations as one JSON object. Figures are fractions of 1; what is undefined is
 * {@code null}. {@code docs/evaluation.md} tells the fields.
 */
public final class EvaluationJson {
  private static final JsonFactory FACTORY = new JsonFactory();

  private EvaluationJson() {}

  /**
   * Writes results.
   *
   * @param summary the results and their means
   * @param models what the models are called, one for each result
   * @param options how they were evaluated
   * @return a JSON object without line breaks
   * @throws ShapeException if there is not one name for each result
   */
  public static String write(
      EvaluationSummary summary, List<String> models, EvaluationOptions options) {
    ShapeException.require(
        models.size() == summary.results().size(),
        "evaluation: names of models",
        summary.results().size(),
        models.size());
    StringWriter text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      json.writeStartObject();
      conditions(json, summary.results().get(0), options);
      json.writeArrayFieldStart("models");
      for (int i = 0; i < models.size(); i++) {
        model(json, models.get(i), summary.results().get(i));
      }
      json.writeEndArray();
      json.writeArrayFieldStart("summary");
      for (EvaluationSummary.Line line : summary.lines()) {
        line(json, line);
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static void conditions(
      JsonGenerator json, EvaluationResult result, EvaluationOptions options) throws IOException {
    Preprocess preprocess = options.preprocess();
    json.writeStringField("dataset", result.dataset());
    json.writeNumberField("images", result.images());
    json.writeNumberField("size", preprocess.size());
    json.writeStringField("resize", preprocess.filter().name().toLowerCase(Locale.ROOT));
    json.writeBooleanField("flip", options.flip());
    json.writeStringField("extraClusters", options.extraClusters().name().toLowerCase(Locale.ROOT));
    json.writeArrayFieldStart("classes");
    for (String name : result.classNames()) {
      json.writeString(name);
    }
    json.writeEndArray();
  }

  private static void model(JsonGenerator json, String name, EvaluationResult result)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("model", name);
    json.writeArrayFieldStart("scores");
    for (ProbeScore score : result.scores()) {
      Metrics metrics = score.metrics();
      json.writeStartObject();
      json.writeStringField("probe", score.probe().name().toLowerCase(Locale.ROOT));
      json.writeBooleanField("crf", score.crf());
      number(json, "accuracy", metrics.accuracy());
      number(json, "meanIou", metrics.meanIou());
      json.writeArrayFieldStart("iou");
      for (double iou : metrics.iou()) {
        number(json, iou);
      }
      json.writeEndArray();
      json.writeFieldName("pixels");
      json.writeArray(metrics.pixels(), 0, metrics.pixels().length);
      json.writeFieldName("classOfPrediction");
      json.writeArray(metrics.classOfCluster(), 0, metrics.classOfCluster().length);
      confusion(json, score.matrix());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void confusion(JsonGenerator json, ConfusionMatrix matrix) throws IOException {
    json.writeArrayFieldStart("confusion");
    for (int predicted = 0; predicted < matrix.predictions(); predicted++) {
      json.writeStartArray();
      for (int actual = 0; actual < matrix.classes(); actual++) {
        json.writeNumber(matrix.count(predicted, actual));
      }
      json.writeEndArray();
    }
    json.writeEndArray();
  }

  private static void line(JsonGenerator json, EvaluationSummary.Line line) throws IOException {
    json.writeStartObject();
    json.writeStringField("probe", line.probe().name().toLowerCase(Locale.ROOT));
    json.writeBooleanField("crf", line.crf());
    json.writeFieldName("accuracy");
    statistic(json, line.accuracy());
    json.writeFieldName("meanIou");
    statistic(json, line.meanIou());
    json.writeArrayFieldStart("iou");
    for (Statistic iou : line.iou()) {
      statistic(json, iou);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void statistic(JsonGenerator json, Statistic statistic) throws IOException {
    json.writeStartObject();
    number(json, "mean", statistic.mean());
    number(json, "deviation", statistic.deviation());
    json.writeNumberField("models", statistic.count());
    json.writeEndObject();
  }

  private static void number(JsonGenerator json, String name, double value) throws IOException {
    json.writeFieldName(name);
    number(json, value);
  }

  /** JSON has no NaN. */
  private static void number(JsonGenerator json, double value) throws IOException {
    if (Double.isNaN(value)) {
      json.writeNull();
    } else {
      json.writeNumber(value);
    }
  }
}
