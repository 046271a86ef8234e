package ai.stego.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputsTest {
  @TempDir Path folder;

  @BeforeEach
  void makeFiles() throws IOException {
    Files.createDirectories(folder.resolve("sub/deep"));
    for (String name :
        new String[] {"b.JPG", "a.png", "notes.txt", "[c].png", "sub/d.webp", "sub/deep/e.tif"}) {
      Files.writeString(folder.resolve(name), "x");
    }
  }

  private List<String> expand(String... arguments) throws IOException {
    List<String> full = List.of(arguments).stream().map(a -> folder + "/" + a).toList();
    return Inputs.expand(full).stream()
        .map(p -> folder.relativize(p).toString().replace('\\', '/'))
        .toList();
  }

  @Test
  void takesTheImagesOfAFolderInOrder() throws IOException {
    assertEquals(List.of("[c].png", "a.png", "b.JPG"), expand("."));
  }

  @Test
  void expandsAGlobThatTheShellLeftAlone() throws IOException {
    assertEquals(List.of("[c].png", "a.png"), expand("*.png"));
    assertEquals(List.of("a.png", "b.JPG"), expand("{a,b}.*"));
    assertEquals(List.of("sub/d.webp"), expand("s*/*"));
  }

  @Test
  void goesIntoFoldersForTwoStars() throws IOException {
    assertEquals(List.of("sub/d.webp", "sub/deep/e.tif"), expand("sub/**"));
  }

  @Test
  void takesAFileWhoseNameLooksLikeAGlobAsAFile() throws IOException {
    assertEquals(List.of("[c].png"), expand("[c].png"));
  }

  @Test
  void takesEveryFileOnce() throws IOException {
    assertEquals(List.of("a.png", "[c].png"), expand("a.png", "*.png"));
  }

  @Test
  void keepsAMissingFileToBeReportedInItsTurn() throws IOException {
    assertEquals(List.of("missing.png", "a.png"), expand("missing.png", "a.png"));
  }

  @Test
  void refusesAFolderWithoutImages() throws IOException {
    Files.createDirectory(folder.resolve("empty"));
    InputException e = assertThrows(InputException.class, () -> expand("empty"));
    assertTrue(e.getMessage().endsWith("empty: no images in this folder"), e.getMessage());
  }

  @Test
  void refusesAGlobThatFitsNothing() {
    assertThrows(InputException.class, () -> expand("*.gif"));
    assertThrows(InputException.class, () -> expand("{a.png"));
  }
}
