package ai.stego.benchmarks.gpu;

import ai.stego.tensor.InputException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Reads what {@link ResultWriter} and {@code torch_peers.py} write. */
final class ResultReader {
  private static final String RESULTS = "results";

  private ResultReader() {}

  static ResultFile read(Path path) throws IOException {
    if (!Files.isRegularFile(path)) {
      throw new InputException(path + ": there is no such result");
    }
    List<Measurement> results = new ArrayList<>();
    Map<String, String> head;
    try (JsonParser json = new JsonFactory().createParser(path.toFile())) {
      require(json.nextToken() == JsonToken.START_OBJECT, path, "an object");
      head = fields(json, path, results);
    }
    return new ResultFile(
        text(head, "program", path),
        text(head, "device", path),
        text(head, "software", path),
        text(head, "clock", path),
        Boolean.parseBoolean(text(head, "small", path)),
        results);
  }

  /** Reads an object's plain fields; a list of results goes to the side. */
  private static Map<String, String> fields(JsonParser json, Path path, List<Measurement> results)
      throws IOException {
    Map<String, String> fields = new HashMap<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      JsonToken value = json.nextToken();
      if (value == JsonToken.START_ARRAY && name.equals(RESULTS)) {
        while (json.nextToken() == JsonToken.START_OBJECT) {
          results.add(measurement(fields(json, path, results), path));
        }
      } else {
        require(value.isScalarValue(), path, "a plain value for " + name);
        fields.put(name, json.getText());
      }
    }
    return fields;
  }

  private static Measurement measurement(Map<String, String> fields, Path path) {
    String failure = fields.getOrDefault("failure", "");
    String peak = fields.get("peakBytes");
    return new Measurement(
        text(fields, "name", path),
        text(fields, "shape", path),
        text(fields, "precision", path),
        text(fields, "variant", path),
        failure.isEmpty() ? number(fields, "milliseconds", path) : Double.NaN,
        failure.isEmpty() ? number(fields, "fastest", path) : Double.NaN,
        failure.isEmpty() ? number(fields, "slowest", path) : Double.NaN,
        new Work(
            number(fields, "bytes", path),
            number(fields, "flops", path),
            number(fields, "images", path)),
        peak == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(peak)),
        failure);
  }

  private static String text(Map<String, String> fields, String name, Path path) {
    String value = fields.get(name);
    require(value != null, path, "the field " + name);
    return value;
  }

  private static double number(Map<String, String> fields, String name, Path path) {
    return Double.parseDouble(text(fields, name, path));
  }

  private static void require(boolean condition, Path path, String what) {
    if (!condition) {
      throw new InputException(path + ": expected " + what);
    }
  }
}
