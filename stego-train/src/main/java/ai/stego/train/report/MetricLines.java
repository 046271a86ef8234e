package ai.stego.train.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.stego.tensor.io.FormatException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the lines that {@link RunMetrics} writes. */
final class MetricLines {
  private static final int LONGEST_LINE = 1 << 20;
  private static final JsonFactory JSON = new JsonFactory();

  private final Path file;
  private final List<RunMetrics.Entry> entries = new ArrayList<>();

  private MetricLines(Path file) {
    this.file = file;
  }

  static List<RunMetrics.Entry> read(Path file) throws IOException {
    MetricLines lines = new MetricLines(file);
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      lines.readAll(in);
    }
    return lines.entries;
  }

  private void readAll(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int number = 1;
    for (int b = in.read(); b >= 0; b = in.read()) {
      if (b == '\n') {
        add(line.toByteArray(), number);
        line.reset();
        number++;
      } else if (line.size() >= LONGEST_LINE) {
        throw fault(number, "is longer than " + LONGEST_LINE + " bytes");
      } else {
        line.write(b);
      }
    }
    addUnended(line.toByteArray(), number);
  }

  /**
   * The bytes after the last line end are an entry if a person's editor cut the end, or nothing.
   */
  private void addUnended(byte[] line, int number) throws IOException {
    try {
      add(line, number);
    } catch (FormatException e) {
      System.getLogger(MetricLines.class.getName())
          .log(System.Logger.Level.DEBUG, "a cut line is left out: " + e.getMessage());
    }
  }

  private void add(byte[] line, int number) throws IOException {
    if (new String(line, UTF_8).isBlank()) {
      return;
    }
    try (JsonParser json = JSON.createParser(line)) {
      entries.add(entry(json, number));
    } catch (JsonProcessingException e) {
      throw fault(number, "is no JSON object");
    }
  }

  private RunMetrics.Entry entry(JsonParser json, int number) throws IOException {
    require(json.nextToken() == JsonToken.START_OBJECT, number);
    Long step = null;
    Map<String, Double> values = null;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      JsonToken token = json.nextToken();
      if (name.equals("step")) {
        require(token == JsonToken.VALUE_NUMBER_INT, number);
        step = json.getLongValue();
      } else if (name.equals("values")) {
        require(token == JsonToken.START_OBJECT, number);
        values = values(json, number);
      } else {
        json.skipChildren();
      }
    }
    require(step != null && values != null && json.nextToken() == null, number);
    return new RunMetrics.Entry(step, values);
  }

  private Map<String, Double> values(JsonParser json, int number) throws IOException {
    Map<String, Double> values = new LinkedHashMap<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      values.put(name, value(json, json.nextToken(), number));
    }
    return values;
  }

  private double value(JsonParser json, JsonToken token, int number) throws IOException {
    if (token.isNumeric()) {
      return json.getDoubleValue();
    }
    String text = token == JsonToken.VALUE_STRING ? json.getText() : "";
    return switch (text) {
      case "NaN" -> Double.NaN;
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      default -> throw fault(number, "holds a value that is no number");
    };
  }

  private void require(boolean holds, int number) throws FormatException {
    if (!holds) {
      throw fault(number, "is no entry with a step and its values");
    }
  }

  private FormatException fault(int number, String what) {
    return new FormatException(file.toString(), "line " + number + " " + what);
  }
}
