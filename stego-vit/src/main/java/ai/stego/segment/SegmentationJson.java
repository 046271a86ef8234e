package ai.stego.segment;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Writes what a segmentation holds, but for its pixels, as one line of JSON. */
final class SegmentationJson {
  private static final JsonFactory FACTORY = new JsonFactory();

  private SegmentationJson() {}

  static String write(Segmentation mask) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      json.writeStartObject();
      json.writeNumberField("width", mask.width());
      json.writeNumberField("height", mask.height());
      json.writeNumberField("classCount", mask.classes());
      json.writeArrayFieldStart("classes");
      writeClasses(mask, json);
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static void writeClasses(Segmentation mask, JsonGenerator json) throws IOException {
    int[] pixels = mask.pixelCounts();
    double[] shares = mask.shares();
    List<Integer> largestFirst =
        IntStream.range(0, mask.classes())
            .filter(label -> pixels[label] > 0)
            .boxed()
            .sorted(Comparator.comparingInt(label -> -pixels[label]))
            .toList();
    for (int label : largestFirst) {
      json.writeStartObject();
      json.writeNumberField("class", label);
      json.writeStringField("name", mask.name(label));
      json.writeStringField("color", mask.palette().hex(label));
      json.writeNumberField("pixels", pixels[label]);
      json.writeNumberField("share", shares[label]);
      json.writeEndObject();
    }
  }
}
