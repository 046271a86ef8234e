package ai.stego.train.data.store;

import ai.stego.tensor.io.AtomicFile;
import ai.stego.tensor.io.FormatException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The last file of a store to be written: what was made, and the CRC-32C of each record. Without it
 * a store is not complete. JSON, so that people can read it.
 */
final class Manifest {
  static final String FILE = "store.json";

  private static final JsonFactory JSON = new JsonFactory();
  private static final String FORMAT = "stego-store";
  private static final int VERSION = 1;

  private Manifest() {}

  static void write(Path folder, Recipe recipe, int[] checksums) throws IOException {
    AtomicFile.write(
        folder.resolve(FILE),
        out -> {
          try (JsonGenerator json =
              JSON.createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)) {
            json.useDefaultPrettyPrinter();
            json.writeStartObject();
            json.writeNumberField(FORMAT, VERSION);
            json.writeStringField("key", recipe.key());
            json.writeNumberField("recordBytes", recipe.recordBytes());
            json.writeObjectFieldStart("settings");
            for (Map.Entry<String, String> setting : recipe.settings().entrySet()) {
              json.writeStringField(setting.getKey(), setting.getValue());
            }
            json.writeEndObject();
            json.writeFieldName("checksums");
            json.writeArray(checksums, 0, checksums.length);
            json.writeObjectFieldStart("sources");
            for (Recipe.Source source : recipe.sources()) {
              json.writeStringField(source.key(), source.content());
            }
            json.writeEndObject();
            json.writeEndObject();
          }
        });
  }

  /**
   * The checksums of a store that must have been made by a recipe.
   *
   * @throws FormatException if the file is damaged, or speaks of other records
   */
  static int[] read(Path folder, Recipe recipe) throws IOException {
    Path file = folder.resolve(FILE);
    int[] checksums = null;
    String key = "";
    try (JsonParser json = JSON.createParser(Files.newInputStream(file))) {
      require(json.nextToken() == JsonToken.START_OBJECT, folder, "is not a JSON object");
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        JsonToken value = json.nextToken();
        if (field.equals(FORMAT)) {
          boolean known = value == JsonToken.VALUE_NUMBER_INT && json.getLongValue() == VERSION;
          require(known, folder, "is of a version that this program does not know");
        } else if (field.equals("key")) {
          key = json.getText();
        } else if (field.equals("checksums")) {
          checksums = checksums(json, folder, recipe.records());
        } else {
          json.skipChildren();
        }
      }
      require(json.currentToken() == JsonToken.END_OBJECT, folder, "is cut short");
    } catch (JsonProcessingException e) {
      throw damaged(folder, "is damaged: " + e.getOriginalMessage());
    }
    require(
        key.equals(recipe.key()),
        folder,
        "speaks of other images, another backbone or other settings than asked for");
    require(checksums != null, folder, "has no checksums");
    return checksums;
  }

  private static int[] checksums(JsonParser json, Path folder, int count) throws IOException {
    require(json.currentToken() == JsonToken.START_ARRAY, folder, "has no list of checksums");
    int[] checksums = new int[count];
    for (int i = 0; i < count; i++) {
      require(json.nextToken() == JsonToken.VALUE_NUMBER_INT, folder, "lacks checksums");
      checksums[i] = json.getIntValue();
    }
    require(json.nextToken() == JsonToken.END_ARRAY, folder, "has too many checksums");
    return checksums;
  }

  private static void require(boolean holds, Path folder, String otherwise) throws FormatException {
    if (!holds) {
      throw damaged(folder, otherwise);
    }
  }

  private static FormatException damaged(Path folder, String what) {
    String file = folder.resolve(FILE).toString();
    return new FormatException(file, what + "; delete " + folder + " to have it made again");
  }
}
