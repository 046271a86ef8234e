package ai.stego.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.InputException;
import ai.stego.tensor.testing.Skip;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
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

  @Test
  void twoStarsAndASlashStandForNoFolderToo() throws IOException {
    assertEquals(List.of("[c].png", "a.png"), expand("**/*.png"));
    assertEquals(List.of("sub/d.webp", "sub/deep/e.tif"), expand("sub/**/*.{webp,tif}"));
    assertEquals(List.of("sub/deep/e.tif"), expand("sub/**/deep/**/*.tif"));
    assertEquals(List.of("sub/d.webp", "sub/deep/e.tif"), expand("{sub,**/nowhere}/**"));
  }

  @Test
  void leavesOutWhatAnEarlierRunMadeUnlessItIsNamed() throws IOException {
    Files.writeString(folder.resolve("a.labels.png"), "x");
    Files.writeString(folder.resolve("a.overlay.PNG"), "x");
    assertEquals(List.of("[c].png", "a.png", "b.JPG"), expand("."));
    assertEquals(List.of("a.png"), expand("a*"));
    assertEquals(List.of("a.labels.png"), expand("a.labels.png"));
  }

  @Test
  void doesNotFollowLinksInCircles() throws IOException {
    try {
      Files.createSymbolicLink(folder.resolve("sub/deep/up"), folder.resolve("sub"));
      Files.createSymbolicLink(folder.resolve("sub/self"), Path.of("self"));
    } catch (IOException | UnsupportedOperationException e) {
      Skip.unless(false, "no symbolic links on this machine");
    }
    assertEquals(List.of("sub/d.webp", "sub/deep/e.tif"), expand("sub/**"));
  }

  @Test
  void passesByAFolderThatCannotBeRead() throws IOException {
    Path closed = Files.createDirectory(folder.resolve("closed"));
    Skip.unless(
        closed.toFile().setReadable(false) && !Files.isReadable(closed),
        "this user may read everything");
    assertEquals(List.of("sub/d.webp", "sub/deep/e.tif"), expand("**/{d,e}.*"));
  }

  @Test
  void saysThatTheFolderOfAGlobIsMissing() {
    assertThrows(NoSuchFileException.class, () -> expand("nowhere/*.png"));
  }
}
