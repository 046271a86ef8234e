package ai.stego.segment;

import ai.stego.tensor.InputException;
import ai.stego.tensor.io.FormatException;
import ai.stego.vit.weights.ModelFile;
import ai.stego.vit.weights.StegoTensors;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Legends as a model file's metadata: {@link ModelFile#CLASS_NAMES} and {@link ModelFile#PALETTE},
 * {@link ModelFile#CLUSTER_NAMES} and {@link ModelFile#CLUSTER_PALETTE}, each a JSON array of
 * texts.
 */
public final class LegendTexts {
  private static final JsonFactory FACTORY = new JsonFactory();

  private LegendTexts() {}

  /**
   * What a model's labelled classes are called.
   *
   * @param model its metadata may name and colour them
   * @return K names; where the metadata says nothing, those of {@link Legend#classes}
   * @throws InputException if the metadata is no such array or does not fit K
   */
  public static Legend classes(StegoTensors model) {
    Legend usual = Legend.classes(model.classes());
    return read(model, ModelFile.CLASS_NAMES, ModelFile.PALETTE, usual);
  }

  /**
   * What a model's clusters are called.
   *
   * @param model its metadata may name and colour them
   * @return K + E names; where the metadata says nothing, those of {@link Legend#clusters}
   * @throws InputException if the metadata is no such array or does not fit K + E
   */
  public static Legend clusters(StegoTensors model) {
    Legend usual = Legend.clusters(model.classes() + model.extra());
    return read(model, ModelFile.CLUSTER_NAMES, ModelFile.CLUSTER_PALETTE, usual);
  }

  /**
   * Tells a model what its classes and clusters are called.
   *
   * @param model the model
   * @param classes K names and colours; empty to leave them as they are
   * @param clusters K + E names and colours; empty to leave them as they are
   * @return the model with these legends
   * @throws InputException if a legend has another number of names
   */
  public static StegoTensors put(
      StegoTensors model, Optional<Legend> classes, Optional<Legend> clusters) {
    Map<String, String> metadata = new TreeMap<>(model.metadata());
    classes.ifPresent(
        legend -> {
          requireCount(
              "model: metadata " + ModelFile.CLASS_NAMES, legend.names().size(), model.classes());
          metadata.put(ModelFile.CLASS_NAMES, json(legend.names()));
          metadata.put(ModelFile.PALETTE, json(colors(legend)));
        });
    clusters.ifPresent(
        legend -> {
          int count = model.classes() + model.extra();
          requireCount("model: metadata " + ModelFile.CLUSTER_NAMES, legend.names().size(), count);
          metadata.put(ModelFile.CLUSTER_NAMES, json(legend.names()));
          metadata.put(ModelFile.CLUSTER_PALETTE, json(colors(legend)));
        });
    return model.withMetadata(metadata);
  }

  private static Legend read(StegoTensors model, String namesKey, String paletteKey, Legend usual) {
    Map<String, String> metadata = model.metadata();
    String where = model.source() + ": metadata ";
    int count = usual.names().size();
    List<String> names = usual.names();
    Palette palette = usual.palette();
    if (metadata.containsKey(namesKey)) {
      names = texts(where + namesKey, metadata.get(namesKey), count);
    }
    if (metadata.containsKey(paletteKey)) {
      List<String> colors = texts(where + paletteKey, metadata.get(paletteKey), count);
      palette =
          Palette.of(colors.stream().mapToInt(text -> color(where + paletteKey, text)).toArray());
    }
    return new Legend(names, palette);
  }

  private static void requireCount(String what, int actual, int expected) {
    if (actual != expected) {
      throw new InputException(what + " has " + actual + " texts, expected " + expected);
    }
  }

  /** Reads no more than it expects, however long the text is. */
  private static List<String> texts(String what, String json, int expected) {
    List<String> texts = new ArrayList<>();
    String fault = what + " is no JSON array of texts: ";
    try (JsonParser parser = FACTORY.createParser(json)) {
      boolean sound = parser.nextToken() == JsonToken.START_ARRAY;
      while (sound && parser.nextToken() == JsonToken.VALUE_STRING && texts.size() <= expected) {
        texts.add(parser.getText());
      }
      boolean tooMany = texts.size() > expected;
      sound &=
          tooMany || (parser.currentToken() == JsonToken.END_ARRAY && parser.nextToken() == null);
      if (!sound) {
        throw new InputException(fault + FormatException.oneLine(json));
      }
      requireCount(what, texts.size(), expected);
    } catch (IOException e) {
      throw new InputException(fault + FormatException.oneLine(json), e);
    }
    return texts;
  }

  private static int color(String what, String text) {
    if (!text.matches("#[0-9a-fA-F]{6}")) {
      throw new InputException(what + ": no colour #RRGGBB: " + FormatException.oneLine(text));
    }
    return Integer.parseInt(text.substring(1), 16);
  }

  private static List<String> colors(Legend legend) {
    return IntStream.range(0, legend.names().size()).mapToObj(legend.palette()::hex).toList();
  }

  private static String json(List<String> texts) {
    StringWriter out = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(out)) {
      json.writeStartArray();
      for (String text : texts) {
        json.writeString(text);
      }
      json.writeEndArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString();
  }
}
