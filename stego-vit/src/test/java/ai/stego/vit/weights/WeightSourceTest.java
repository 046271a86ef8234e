package ai.stego.vit.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.stego.tensor.io.SafeTensors;
import ai.stego.tensor.testing.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightSourceTest {
  @TempDir Path folder;

  private String refusal(byte... contents) throws IOException {
    Path path = Files.write(folder.resolve("weights"), contents);
    String message = assertThrows(IOException.class, () -> WeightSource.open(path)).getMessage();
    return message.substring(path.toString().length() + 2);
  }

  @Test
  void formatsAreToldApartByTheirFirstBytes() throws IOException {
    for (String name : new String[] {"nano.zip.pth", "nano.legacy.pth"}) {
      Path disguised = folder.resolve(name + ".safetensors");
      Files.copy(Golden.path(name), disguised);
      assertInstanceOf(TorchFile.class, WeightSource.open(disguised));
    }
    assertInstanceOf(
        SafeTensors.class, WeightSource.open(Golden.path("vit_nano.weights.safetensors")));
  }

  @Test
  void anythingElseIsSaidInOneLine() throws IOException {
    String wanted = ", not a torch or safetensors file";
    assertEquals("an empty file" + wanted, refusal());
    assertEquals(
        "an HTML or XML page" + wanted + ": the download went wrong",
        refusal((byte) '<', (byte) '!'));
    assertEquals(
        "a gzip archive" + wanted + ": unpack it first", refusal((byte) 0x1F, (byte) 0x8B));
    assertEquals("a text file" + wanted, refusal((byte) 'h', (byte) 'i', (byte) '\n'));
    assertEquals("an unknown format" + wanted, refusal((byte) 1, (byte) 2, (byte) 3));
  }

  @Test
  void aFolderAndAMissingFileAreSaidInOneLine() {
    IOException e = assertThrows(IOException.class, () -> WeightSource.open(folder));
    assertEquals(folder + ": a folder, not a file", e.getMessage());
    Path missing = folder.resolve("missing.pth");
    e = assertThrows(IOException.class, () -> WeightSource.open(missing));
    assertEquals(missing + ": no such file", e.getMessage());
  }
}
