package ai.stego.train.config;

import ai.stego.tensor.InputException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.FailsafeSchema;

/** Flat YAML: one {@code key: value} to a line, every value a text. */
public final class YamlTexts {
  private static final long LARGEST = 1 << 20;

  /** One more than is wanted, for a clearer word about what stands there. */
  private static final int DEEPEST = 2;

  private YamlTexts() {}

  /**
   * Reads a file.
   *
   * @param file a YAML mapping of texts
   * @return the texts by key, in the order of the file
   * @throws InputException if it is something else
   * @throws IOException if it cannot be read
   */
  public static Map<String, String> read(Path file) throws IOException {
    String yaml = text(file);
    try {
      return parse(yaml);
    } catch (InputException e) {
      throw new InputException(file + ": " + e.getMessage(), e);
    }
  }

  /** The text of a file. */
  static String text(Path file) throws IOException {
    try {
      if (Files.size(file) > LARGEST) {
        throw new InputException(file + ": too large: over " + LARGEST + " bytes");
      }
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (CharacterCodingException e) {
      throw new InputException(file + ": this is not UTF-8 text", e);
    }
  }

  /** Reads the text of a file. */
  static Map<String, String> parse(String yaml) {
    // Every scalar stays the text that it is; whoever reads it knows its type.
    LoadSettings settings =
        LoadSettings.builder()
            .setSchema(new FailsafeSchema())
            .setAllowDuplicateKeys(false)
            .setMaxAliasesForCollections(10)
            .build();
    try {
      requireShallow(settings, yaml);
      Iterator<Object> documents = new Load(settings).loadAllFromString(yaml).iterator();
      if (documents.hasNext() && documents.next() instanceof Map<?, ?> map) {
        return texts(map);
      }
      throw new InputException("expected lines of 'key: value'");
    } catch (YamlEngineException e) {
      throw new InputException("not sound YAML: " + e.getMessage().replaceAll("\\s+", " "), e);
    }
  }

  /** The library composes by recursion, and hostile texts would exhaust the stack. */
  private static void requireShallow(LoadSettings settings, String yaml) {
    int depth = 0;
    for (Event event : new Parse(settings).parseString(yaml)) {
      if (event instanceof CollectionStartEvent) {
        depth++;
      } else if (event instanceof CollectionEndEvent) {
        depth--;
      }
      if (depth > DEEPEST) {
        throw new InputException("not YAML of lines 'key: value': it is nested");
      }
    }
  }

  private static Map<String, String> texts(Map<?, ?> map) {
    Map<String, String> texts = new LinkedHashMap<>();
    map.forEach(
        (key, value) -> {
          if (!(key instanceof String name && value instanceof String text)) {
            throw new InputException(key + ": expected one value");
          }
          texts.put(name, text);
        });
    return texts;
  }

  /**
   * Writes texts.
   *
   * @param texts by key
   * @return what {@link #read} takes
   */
  public static String format(Map<String, String> texts) {
    DumpSettings settings =
        DumpSettings.builder()
            .setSchema(new FailsafeSchema())
            .setDefaultFlowStyle(FlowStyle.BLOCK)
            .build();
    return new Dump(settings).dumpToString(texts);
  }
}
