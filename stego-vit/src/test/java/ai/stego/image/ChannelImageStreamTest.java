package ai.stego.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChannelImageStreamTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 16_383, 16_384, 16_385, 50_001})
  void readsTheBytesOfTheFileWhereverItIsSetTo(int length) throws IOException {
    byte[] bytes = new byte[length];
    Random random = new Random(length);
    random.nextBytes(bytes);
    Path file = Files.write(folder.resolve("file"), bytes);
    try (ImageInputStream stream = new ChannelImageStream(file)) {
      assertEquals(length, stream.length());
      byte[] whole = new byte[length];
      stream.readFully(whole);
      assertArrayEquals(bytes, whole);
      assertEquals(-1, stream.read());
      assertEquals(-1, stream.read(new byte[3], 0, 3));
      for (int trial = 0; trial < 200; trial++) {
        int at = random.nextInt(length);
        int count = 1 + random.nextInt(length - at);
        stream.seek(at);
        assertEquals(bytes[at] & 0xFF, stream.read());
        stream.seek(at);
        byte[] part = new byte[count];
        stream.readFully(part);
        assertArrayEquals(Arrays.copyOfRange(bytes, at, at + count), part);
        assertEquals(at + count, stream.getStreamPosition());
      }
    }
  }

  /** Such a path cannot become a java.io.File at all. */
  @Test
  void aPhotographIsReadThroughItsPathAlone() throws IOException {
    try (FileSystem zip =
        FileSystems.newFileSystem(folder.resolve("photos.zip"), Map.of("create", "true"))) {
      for (String name : new String[] {"grey.jpg", "lossless.webp", "lzw.tif", "plain.bmp"}) {
        Path photo = Files.write(zip.getPath("/" + name), TestImages.stored(name));
        assertEquals(TestImages.readStored(name), new ImageReader().read(photo), name);
      }
    }
  }

  @Test
  void aFileThatCannotBeOpenedIsNotCalledDamaged() {
    ImageReader.Encoded encoded =
        new ImageReader.Encoded(
            "photo.jpg",
            1,
            () -> {
              throw new NoSuchFileException("photo.jpg");
            },
            () -> new ByteArrayInputStream(new byte[0]));
    String message =
        assertThrows(ImageException.class, () -> new Decoder(1).decode(encoded)).getMessage();
    assertTrue(message.startsWith("photo.jpg: the file cannot be opened"), message);
    assertFalse(message.contains("damaged"), message);
  }
}
