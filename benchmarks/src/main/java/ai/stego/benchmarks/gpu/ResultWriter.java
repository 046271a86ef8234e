package ai.stego.benchmarks.gpu;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.file.Path;

/** Writes a result as JSON; {@code torch_peers.py} writes the same fields. */
final class ResultWriter {
  private ResultWriter() {}

  static void write(ResultFile file, Path path) throws IOException {
    try (JsonGenerator json = new JsonFactory().createGenerator(path.toFile(), JsonEncoding.UTF8)) {
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
      json.writeStringField("program", file.program());
      json.writeStringField("device", file.device());
      json.writeStringField("software", file.software());
      json.writeStringField("clock", file.clock());
      json.writeBooleanField("small", file.small());
      json.writeArrayFieldStart("results");
      for (Measurement result : file.results()) {
        write(result, json);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
  }

  private static void write(Measurement result, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", result.name());
    json.writeStringField("shape", result.shape());
    json.writeStringField("precision", result.precision());
    json.writeStringField("variant", result.variant());
    if (result.ok()) {
      json.writeNumberField("milliseconds", result.milliseconds());
      json.writeNumberField("fastest", result.fastest());
      json.writeNumberField("slowest", result.slowest());
    } else {
      json.writeStringField("failure", result.failure());
    }
    json.writeNumberField("bytes", result.work().bytes());
    json.writeNumberField("flops", result.work().flops());
    json.writeNumberField("images", result.work().images());
    if (result.peakBytes().isPresent()) {
      json.writeNumberField("peakBytes", result.peakBytes().getAsLong());
    }
    json.writeEndObject();
  }
}
