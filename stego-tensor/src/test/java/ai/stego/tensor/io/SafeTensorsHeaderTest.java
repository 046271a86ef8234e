package ai.stego.tensor.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.InputException;
import ai.stego.tensor.Rng;
import ai.stego.tensor.testing.Golden;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafeTensorsHeaderTest {
  @TempDir Path folder;

  private String refusal(byte[] contents) throws IOException {
    Path path = Files.write(folder.resolve("bad.safetensors"), contents);
    String message = assertThrows(FormatException.class, () -> SafeTensors.open(path)).getMessage();
    assertTrue(message.startsWith(path + ": "), message);
    assertFalse(message.contains("\n"), message);
    return message.substring(path.toString().length() + 2);
  }

  private static byte[] file(long length, String json, int dataBytes) {
    byte[] header = json.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(8 + header.length + dataBytes);
    return bytes.order(ByteOrder.LITTLE_ENDIAN).putLong(length).put(header).array();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "{'a':{'dtype':'U8','shape':(4),'data_offsets':(0,3)}}|needs 4 bytes",
        "{'a':{'dtype':'U8','shape':(4),'data_offsets':(4,0)}}|needs 4 bytes",
        "{'a':{'dtype':'F32','shape':(4),'data_offsets':(0,4)}}|needs 16 bytes",
        "{'a':{'dtype':'U8','shape':(3),'data_offsets':(1,4)}}|leaves a hole before it",
        "{'a':{'dtype':'U8','shape':(3),'data_offsets':(0,3)}}|the tensors end here",
        "{'a':{'dtype':'U8','shape':(5),'data_offsets':(0,5)}}|the tensors end here",
        "{}|the tensors end here",
        "{'a':{'dtype':'U8','shape':(4),'data_offsets':(0,4)},"
            + "'b':{'dtype':'U8','shape':(2),'data_offsets':(2,4)}}|overlaps the one before",
        "{'a':{'dtype':'U8','shape':(4),'data_offsets':(0,4)},"
            + "'a':{'dtype':'U8','shape':(4),'data_offsets':(0,4)}}|Duplicate field 'a'",
        "{'a':{'dtype':'U8','dtype':'U8','shape':(4),'data_offsets':(0,4)}}|Duplicate field",
        "{'a':{'dtype':'C64','shape':(4),'data_offsets':(0,4)}}|unknown dtype C64",
        "{'a':{'dtype':'U8','shape':(-4),'data_offsets':(0,4)}}|out of range",
        "{'a':{'dtype':'U8','shape':(4.0),'data_offsets':(0,4)}}|whole numbers",
        "{'a':{'dtype':'U8','shape':(4),'data_offsets':(0,99999999999999999999)}}|out of range",
        "{'a':{'dtype':'U8','shape':(4),'data_offsets':(0,4,4)}}|two data_offsets",
        "{'a':{'dtype':'U8','shape':(4)}}|two data_offsets",
        "{'a':{'dtype':'U8','shape':(4),'data_offsets':(0,4),'strides':(1)}}|unknown field strides",
        "{'a':{'dtype':'F64','shape':(4294967296,1),'data_offsets':(0,4)}}|too large",
        "{'a':{'dtype':'F64','shape':(2147483647,2147483647,2147483647,0),"
            + "'data_offsets':(0,0)}}|too large",
        "{'a':(4)}|must be an object",
        "{'__metadata__':{'k':4}}|strings only",
        "{'__metadata__':'k'}|must be an object",
        "{'a':{'dtype':'U8','shape':(4),'data_offsets':(0,4)}} {}|goes on after",
        "{'a':{'dtype':'U8','shape':(4),'data_offsets':(0,4)}|not valid JSON",
        "{'a':((((((((((0))))))))))}|must be an object",
        "[]|does not begin with '{'",
      })
  void aBrokenHeaderIsRefusedWithWhatIsWrong(String pattern, String expected) throws IOException {
    String json = pattern.replace('\'', '"').replace('(', '[').replace(')', ']');
    String message = refusal(file(json.length(), json, 4));
    assertTrue(message.contains(expected), message);
    assertTrue(message.contains(", at offset "), message);
  }

  @Test
  void aHeaderThatClaimsTerabytesIsRefusedBeforeAnythingIsAllocated() throws IOException {
    assertTrue(refusal(file(4L << 40, "{}", 0)).contains("the limit is 100000000"));
    assertTrue(refusal(file(-1, "{}", 0)).contains("18446744073709551615"));
    assertTrue(refusal(file(99_000_000, "{}", 0)).contains("the file has 10"));
  }

  @Test
  void shortAndEmptyFilesAreRefused() throws IOException {
    assertEquals("only 0 bytes, no safetensors header", refusal(new byte[0]));
    assertEquals("only 7 bytes, no safetensors header", refusal(new byte[7]));
    assertTrue(refusal(new byte[8]).contains("does not begin with '{'"));
  }

  @Test
  void malformedUtf8AndOtherEncodingsAreRefused() throws IOException {
    byte[] malformed = file(7, "{\"?\":1}", 0);
    malformed[10] = (byte) 0xC3;
    assertTrue(refusal(malformed).contains("not valid UTF-8"));
    byte[] utf16 = "{ }".getBytes(StandardCharsets.UTF_16LE);
    byte[] wide = Arrays.copyOf(file(utf16.length, "", 0), 8 + utf16.length);
    System.arraycopy(utf16, 0, wide, 8, utf16.length);
    assertTrue(refusal(wide).contains("not valid JSON"));
  }

  @Test
  void controlCharactersInNamesNeverReachTheMessage() throws IOException {
    String json = "{\"a\\n\\u001b[31m\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[1,5]}}";
    assertTrue(refusal(file(json.length(), json, 5)).contains("tensor a??[31m leaves a hole"));
  }

  @Test
  void everyTruncationIsRefused() throws IOException {
    byte[] whole = Files.readAllBytes(Golden.path("vit_nano.8x8.safetensors"));
    for (int length = 0; length < whole.length; length += 7) {
      refusal(Arrays.copyOf(whole, length));
    }
  }

  @Test
  void bitFlipsAreRefusedOrReadNeverWorse() throws IOException {
    byte[] whole = Files.readAllBytes(Golden.path("vit_nano.8x8.safetensors"));
    Rng rng = Rng.of(7);
    Path path = folder.resolve("flipped.safetensors");
    int refused = 0;
    for (int trial = 0; trial < 1000; trial++) {
      byte[] flipped = whole.clone();
      flipped[rng.nextInt(500)] ^= (byte) (1 << rng.nextInt(8));
      Files.write(path, flipped);
      try (SafeTensors file = SafeTensors.open(path)) {
        file.names().forEach(file::values);
      } catch (FormatException | InputException e) {
        refused++;
      }
    }
    assertTrue(refused > 500, "refused " + refused + " of 1000");
  }

  @Test
  void aMissingFileAndAFolderAreSaidInOneLine() {
    Path missing = folder.resolve("missing");
    IOException e = assertThrows(IOException.class, () -> SafeTensors.open(missing));
    assertEquals(missing + ": no such file", e.getMessage());
    e = assertThrows(IOException.class, () -> SafeTensors.open(folder));
    assertEquals(folder + ": a folder, not a file", e.getMessage());
  }
}
