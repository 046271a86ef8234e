package ai.stego.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.testing.Skip;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageWriterTest {
  @TempDir Path folder;

  private static String[] contents(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toArray(String[]::new);
    }
  }

  @Test
  void writesWhatComesBackExactly() throws IOException {
    Path file = folder.resolve("gradient.png");
    ImageWriter.writePng(TestImages.gradient(), file);
    assertEquals(TestImages.gradient(), new ImageReader().read(file));
    assertArrayEquals(new String[] {"gradient.png"}, contents(folder));
  }

  @Test
  void replacesAFileThatIsThere() throws IOException {
    Path file = Files.writeString(folder.resolve("old.png"), "old");
    ImageWriter.writePng(TestImages.gradient(), file);
    assertEquals(TestImages.gradient(), new ImageReader().read(file));
  }

  @Test
  void namesAFolderThatDoesNotExist() {
    Path file = folder.resolve("nowhere").resolve("mask.png");
    IOException refused =
        assertThrows(IOException.class, () -> ImageWriter.writePng(TestImages.gradient(), file));
    assertTrue(refused.getMessage().startsWith(file.toString()), refused.getMessage());
    assertFalse(refused.getMessage().contains("\n"));
  }

  @Test
  void leavesTheOldFileAndNoOtherWhenWritingFails() throws IOException {
    Path file = Files.writeString(folder.resolve("old.png"), "old");
    BufferedImage failing =
        new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB) {
          @Override
          public java.awt.image.Raster getData(java.awt.Rectangle area) {
            throw new IllegalStateException("the pixels are gone");
          }

          @Override
          public java.awt.image.SampleModel getSampleModel() {
            throw new IllegalStateException("the pixels are gone");
          }
        };
    assertThrows(IllegalStateException.class, () -> ImageWriter.writePng(failing, file));
    assertEquals("old", Files.readString(file));
    assertArrayEquals(new String[] {"old.png"}, contents(folder));
  }

  @Test
  void namesTheFileWhenTheDiskIsFull() throws IOException {
    Path small = Path.of(System.getProperty("stego.smallDisk", ""));
    Skip.unless(
        !small.toString().isEmpty(),
        "no small disk to fill: -Dstego.smallDisk=FOLDER names one of at most 1 MiB");
    FileStore disk = Files.getFileStore(small);
    assertTrue(disk.getTotalSpace() <= 1 << 20, "the disk is not small: " + disk.getTotalSpace());
    Path file = small.resolve("noise.png");
    byte[] noise = new byte[1000 * 1000 * 3];
    new java.util.Random(1).nextBytes(noise);
    IOException refused =
        assertThrows(
            IOException.class, () -> ImageWriter.writePng(new Rgb(1000, 1000, noise), file));
    assertTrue(refused.getMessage().startsWith(file.toString()), refused.getMessage());
    assertTrue(refused.getMessage().contains("space"), refused.getMessage());
    assertArrayEquals(new String[0], contents(small));
  }
}
