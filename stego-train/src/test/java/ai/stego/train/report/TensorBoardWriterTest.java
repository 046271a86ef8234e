package ai.stego.train.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.image.Rgb;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorBoardWriterTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.ofEpochMilli(1_700_000_000_250L), ZoneOffset.UTC);
  private static final int SUMMARY = 5;
  private static final int VALUE = 1;

  @TempDir private Path folder;

  /** What is in the file while the writer is still open. */
  private List<byte[]> written(Logged logged) throws IOException {
    try (TensorBoardWriter writer = TensorBoardWriter.create(folder, CLOCK)) {
      logged.to(writer);
      return EventFile.records(writer.file());
    }
  }

  private interface Logged {
    void to(TensorBoardWriter writer) throws IOException;
  }

  private byte[] only(Logged logged) throws IOException {
    List<byte[]> records = written(logged);
    assertEquals(2, records.size());
    return records.get(1);
  }

  @Test
  void theFileBeginsWithItsVersionAndTheTime() throws IOException {
    Map<Integer, Object> first = EventFile.fields(written(writer -> {}).get(0));
    assertEquals(1_700_000_000.25, first.get(1));
    assertEquals("brain.Event:2", new String((byte[]) first.get(3), UTF_8));
  }

  @Test
  void theNameIsTensorBoardsAndTellsNothingOfTheMachine() throws IOException {
    try (TensorBoardWriter writer = TensorBoardWriter.create(folder, CLOCK)) {
      assertEquals(
          "events.out.tfevents.1700000000.stego.000", writer.file().getFileName().toString());
    }
  }

  @Test
  void twoFilesOfOneSecondAreReadInTheOrderTheyWereMade() throws IOException {
    try (TensorBoardWriter first = TensorBoardWriter.create(folder, CLOCK);
        TensorBoardWriter second = TensorBoardWriter.create(folder, CLOCK)) {
      assertTrue(first.file().compareTo(second.file()) < 0);
    }
  }

  @Test
  void aScalarCarriesItsStepTagAndValue() throws IOException {
    byte[] event = only(writer -> writer.scalar(1L << 40, "loss/gesamt ü", -0.25));
    assertEquals(1L << 40, EventFile.fields(event).get(2));
    Map<Integer, Object> value = EventFile.inside(event, SUMMARY, VALUE);
    assertEquals("loss/gesamt ü", new String((byte[]) value.get(1), UTF_8));
    assertEquals(-0.25f, value.get(2));
  }

  @Test
  void aLossThatIsNotANumberIsLoggedAsSuch() throws IOException {
    byte[] event = only(writer -> writer.scalar(3, "loss", Double.NaN));
    assertEquals(Float.NaN, EventFile.inside(event, SUMMARY, VALUE).get(2));
  }

  @Test
  void aHistogramCarriesItsMomentsAndBuckets() throws IOException {
    Histogram cosines = Histogram.even(new float[] {-0.5f, 0.5f, 0.75f}, -1, 1, 4);
    byte[] event = only(writer -> writer.histogram(7, "cosines", cosines));
    Map<Integer, Object> proto = EventFile.inside(event, SUMMARY, VALUE, 5);
    assertEquals(-0.5, proto.get(1));
    assertEquals(0.75, proto.get(2));
    assertEquals(3.0, proto.get(3));
    assertEquals(0.75, proto.get(4));
    assertEquals(1.0625, proto.get(5));
    assertArrayEquals(new double[] {-0.5, 0, 0.5, 1}, EventFile.doubles(proto.get(6)));
    assertArrayEquals(new double[] {0, 1, 0, 2}, EventFile.doubles(proto.get(7)));
  }

  @Test
  void emptyBucketsAtTheEndsAreLeftOut() throws IOException {
    byte[] event = only(writer -> writer.histogram(7, "values", new float[] {1, 1.05f, 2}));
    Map<Integer, Object> proto = EventFile.inside(event, SUMMARY, VALUE, 5);
    double[] counts = EventFile.doubles(proto.get(7));
    assertEquals(3, Arrays.stream(counts).sum());
    assertEquals(0, counts[0], "the left end of the first filled bucket");
    assertNotEquals(0, counts[1]);
    assertNotEquals(0, counts[counts.length - 1]);
    assertEquals(counts.length, EventFile.doubles(proto.get(6)).length);
  }

  @Test
  void valuesThatAreNotFiniteAreTold() throws IOException {
    float[] values = {1, Float.NaN, Float.NEGATIVE_INFINITY};
    List<byte[]> records = written(writer -> writer.histogram(7, "codes", values));
    assertEquals(3, records.size());
    assertEquals(1.0, EventFile.inside(records.get(1), SUMMARY, VALUE, 5).get(3));
    Map<Integer, Object> told = EventFile.inside(records.get(2), SUMMARY, VALUE);
    assertEquals("codes/not_finite", new String((byte[]) told.get(1), UTF_8));
    assertEquals(2f, told.get(2));
  }

  @Test
  void anImageIsAPngOfTheSamePixels() throws IOException {
    byte[] pixels = new byte[2 * 3 * 3];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i * 13);
    }
    Rgb picture = new Rgb(2, 3, pixels);
    byte[] event = only(writer -> writer.image(1, "masks", picture));
    Map<Integer, Object> image = EventFile.inside(event, SUMMARY, VALUE, 4);
    assertEquals(2L, image.get(1));
    assertEquals(3L, image.get(2));
    assertEquals(3L, image.get(3));
    byte[] png = (byte[]) image.get(4);
    assertEquals(picture, Rgb.of(ImageIO.read(new ByteArrayInputStream(png))));
  }

  @Test
  void textIsATensorForTheTextPlugin() throws IOException {
    byte[] event = only(writer -> writer.text(0, "config", "steps: 1000"));
    assertEquals(
        "text", new String((byte[]) EventFile.inside(event, SUMMARY, VALUE, 9, 1).get(1), UTF_8));
    Map<Integer, Object> tensor = EventFile.inside(event, SUMMARY, VALUE, 8);
    assertEquals(7L, tensor.get(1));
    assertEquals("steps: 1000", new String((byte[]) tensor.get(8), UTF_8));
  }

  @Test
  void aResumedRunVoidsTheStepsThatAreTrainedAgain() throws IOException {
    try (TensorBoardWriter writer = TensorBoardWriter.resume(folder, 301)) {
      byte[] event = EventFile.records(writer.file()).get(1);
      assertEquals(301L, EventFile.fields(event).get(2));
      assertEquals(1L, EventFile.inside(event, 7).get(1));
    }
  }

  @Test
  void whatWasWrittenBeforeAKillCanStillBeRead() throws IOException {
    Path file;
    try (TensorBoardWriter writer = TensorBoardWriter.create(folder, CLOCK)) {
      file = writer.file();
      writer.scalar(1, "loss", 1);
      writer.scalar(2, "loss", 2);
    }
    byte[] all = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(all, all.length - 5));
    assertEquals(2, EventFile.records(file).size());
  }
}
