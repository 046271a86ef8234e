package ai.stego.tensor.io;

import ai.stego.tensor.Shape;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The header of a safetensors file: 8 bytes of length, then JSON that gives each tensor's element
 * type, shape and byte range. Everything is checked before anything is believed: the ranges must
 * fill the rest of the file without hole or overlap and fit their shapes.
 */
final class SafeTensorsHeader {
  static final int LENGTH_BYTES = 8;
  static final String METADATA = "__metadata__";

  /** The format's own limit on the header, in bytes. */
  static final int MAX_HEADER_BYTES = 100_000_000;

  private static final int MAX_RANK = 64;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(8).build())
          .build();

  /** One tensor; {@code offset} counts from the file's start. */
  record Entry(String name, DataType type, Shape shape, long offset, long bytes) {}

  private final String file;
  private final Map<String, String> metadata = new LinkedHashMap<>();
  private final List<Entry> entries = new ArrayList<>();
  private final JsonParser parser;
  private final long dataStart;

  private SafeTensorsHeader(String file, JsonParser parser, long dataStart) {
    this.file = file;
    this.parser = parser;
    this.dataStart = dataStart;
  }

  static SafeTensorsHeader read(MappedFile mapped) throws FormatException {
    String file = mapped.path().toString();
    if (mapped.size() < LENGTH_BYTES) {
      throw new FormatException(file, "only " + mapped.size() + " bytes, no safetensors header");
    }
    byte[] prefix = new byte[LENGTH_BYTES];
    mapped.read(0, prefix, LENGTH_BYTES);
    long length = ByteBuffer.wrap(prefix).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (length < 0 || length > MAX_HEADER_BYTES) {
      String claimed = Long.toUnsignedString(length);
      throw new FormatException(
          file, "the header claims " + claimed + " bytes, the limit is " + MAX_HEADER_BYTES, 0);
    }
    if (length > mapped.size() - LENGTH_BYTES) {
      throw new FormatException(
          file, "the header claims " + length + " bytes, the file has " + mapped.size(), 0);
    }
    byte[] json = new byte[(int) length];
    mapped.read(LENGTH_BYTES, json, json.length);
    if (length == 0 || json[0] != '{') {
      throw new FormatException(file, "the header does not begin with '{'", LENGTH_BYTES);
    }
    return parse(file, json, mapped.size());
  }

  private static SafeTensorsHeader parse(String file, byte[] json, long fileSize)
      throws FormatException {
    // A decoder of its own reports malformed UTF-8, and keeps the parser from guessing encodings.
    Reader reader =
        new InputStreamReader(new ByteArrayInputStream(json), StandardCharsets.UTF_8.newDecoder());
    try (JsonParser parser = JSON.createParser(reader)) {
      SafeTensorsHeader header =
          new SafeTensorsHeader(file, parser, LENGTH_BYTES + (long) json.length);
      header.parseAll();
      header.checkRanges(fileSize);
      return header;
    } catch (JacksonException e) {
      long at = e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getCharOffset());
      throw new FormatException(
          file, "the header is not valid JSON: " + e.getOriginalMessage(), LENGTH_BYTES + at);
    } catch (CharacterCodingException e) {
      throw new FormatException(file, "the header is not valid UTF-8", LENGTH_BYTES);
    } catch (FormatException e) {
      throw e;
    } catch (IOException e) {
      throw new FormatException(file, "the header cannot be read: " + e.getMessage());
    }
  }

  Map<String, String> metadata() {
    return Collections.unmodifiableMap(metadata);
  }

  /** By name, in the order of their bytes. */
  Map<String, Entry> entries() {
    Map<String, Entry> byName = new LinkedHashMap<>();
    entries.forEach(entry -> byName.put(entry.name(), entry));
    return Collections.unmodifiableMap(byName);
  }

  private void parseAll() throws IOException {
    parser.nextToken();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      if (name.equals(METADATA)) {
        parseMetadata();
      } else {
        parseEntry(name);
      }
    }
    if (parser.nextToken() != null) {
      throw fault("the header goes on after its JSON object");
    }
  }

  private void parseMetadata() throws IOException {
    require(JsonToken.START_OBJECT, METADATA + " must be an object");
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      parser.nextToken();
      require(JsonToken.VALUE_STRING, METADATA + " must hold strings only, not so " + key);
      metadata.put(key, parser.getText());
    }
  }

  private void parseEntry(String name) throws IOException {
    require(JsonToken.START_OBJECT, "tensor " + name + " must be an object");
    Map<String, long[]> numbers = new TreeMap<>();
    String typeName = null;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      parser.nextToken();
      switch (key) {
        case "dtype" -> {
          require(JsonToken.VALUE_STRING, "dtype of tensor " + name + " must be a string");
          typeName = parser.getText();
        }
        case "shape", "data_offsets" -> numbers.put(key, parseNumbers(key + " of tensor " + name));
        default -> throw fault("tensor " + name + " has an unknown field " + key);
      }
    }
    long[] axes = numbers.get("shape");
    long[] range = numbers.get("data_offsets");
    if (typeName == null || axes == null || range == null || range.length != 2) {
      throw fault("tensor " + name + " needs a dtype, a shape and two data_offsets");
    }
    String unknown = "tensor " + name + " has an unknown dtype " + typeName;
    DataType type = DataType.named(typeName).orElseThrow(() -> fault(unknown));
    entries.add(entry(name, type, axes, range));
  }

  private Entry entry(String name, DataType type, long[] axes, long[] range)
      throws FormatException {
    int[] extents = new int[axes.length];
    long bytes = type.bytes();
    try {
      for (int i = 0; i < axes.length; i++) {
        extents[i] = Math.toIntExact(axes[i]);
        bytes = Math.multiplyExact(bytes, axes[i]);
      }
    } catch (ArithmeticException e) {
      throw fault("the shape of tensor " + name + " is too large");
    }
    if (range[0] > range[1] || range[1] - range[0] != bytes) {
      throw fault(
          String.format(
              "tensor %s of %s %s needs %d bytes, its data_offsets are %d to %d",
              name, type, Shape.of(extents), bytes, range[0], range[1]));
    }
    return new Entry(name, type, Shape.of(extents), range[0], bytes);
  }

  private long[] parseNumbers(String what) throws IOException {
    require(JsonToken.START_ARRAY, what + " must be an array");
    long[] numbers = new long[MAX_RANK];
    int count = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      require(JsonToken.VALUE_NUMBER_INT, what + " must hold whole numbers");
      if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
          || parser.getLongValue() < 0) {
        throw fault(what + " holds a number out of range");
      }
      if (count == MAX_RANK) {
        throw fault(what + " holds over " + MAX_RANK + " numbers");
      }
      numbers[count++] = parser.getLongValue();
    }
    return Arrays.copyOf(numbers, count);
  }

  /** Sorts the entries by their bytes, which must follow each other up to the end of the file. */
  private void checkRanges(long fileSize) throws FormatException {
    entries.sort(Comparator.comparingLong(Entry::offset).thenComparingLong(Entry::bytes));
    long end = 0;
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      if (entry.offset() != end) {
        String what = entry.offset() < end ? "overlaps the one before" : "leaves a hole before it";
        throw new FormatException(
            file, "tensor " + entry.name() + " " + what, dataStart + entry.offset());
      }
      end += entry.bytes();
      entries.set(
          i,
          new Entry(
              entry.name(),
              entry.type(),
              entry.shape(),
              dataStart + entry.offset(),
              entry.bytes()));
    }
    if (dataStart + end != fileSize) {
      throw new FormatException(
          file, "the tensors end here, the file has " + fileSize + " bytes", dataStart + end);
    }
  }

  private void require(JsonToken token, String what) throws FormatException {
    if (parser.currentToken() != token) {
      throw fault(what);
    }
  }

  private FormatException fault(String what) {
    long at = Math.max(0, parser.currentTokenLocation().getCharOffset());
    return new FormatException(file, what, LENGTH_BYTES + at);
  }
}
