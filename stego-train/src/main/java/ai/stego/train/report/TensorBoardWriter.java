package ai.stego.train.report;

import ai.stego.image.Rgb;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;

/**
 * Writes what a training run logs as an event file that TensorBoard shows. Each value is in the
 * file when its method returns: a run that is killed loses none.
 *
 * <p>A run that is resumed adds a file of its own to the folder; it voids what earlier files hold
 * of the steps that are trained again. Not safe to share between threads.
 */
public final class TensorBoardWriter implements AutoCloseable {
  private static final int MOST_FILES_A_SECOND = 1000;

  private final Clock clock;
  private final Path file;
  private final RecordWriter records;

  private TensorBoardWriter(Clock clock, Path file, RecordWriter records) {
    this.clock = clock;
    this.file = file;
    this.records = records;
  }

  /**
   * Begins the event file of a new run.
   *
   * @param folder where it goes; made if need be
   * @return the writer
   * @throws IOException if the file cannot be made, in one line that names it
   */
  public static TensorBoardWriter create(Path folder) throws IOException {
    return create(folder, Clock.systemUTC());
  }

  /** Begins an event file at the clock's time. */
  static TensorBoardWriter create(Path folder, Clock clock) throws IOException {
    Files.createDirectories(folder);
    // TensorBoard reads the files of a folder in the order of their names.
    String time = String.format(Locale.ROOT, "%010d", clock.instant().getEpochSecond());
    for (int serial = 0; serial < MOST_FILES_A_SECOND; serial++) {
      String name = String.format(Locale.ROOT, "events.out.tfevents.%s.stego.%03d", time, serial);
      Path file = folder.resolve(name);
      try {
        TensorBoardWriter writer = new TensorBoardWriter(clock, file, RecordWriter.create(file));
        writer.records.write(EventProto.version(writer.seconds()));
        return writer;
      } catch (FileAlreadyExistsException e) {
        // Another run began in the same second: the next number.
      }
    }
    throw new FileSystemException(folder.toString(), null, "holds too many new event files");
  }

  /**
   * Begins the event file of a run that goes on.
   *
   * @param folder where the run's event files are
   * @param step the first step that will be logged: what earlier files hold of it and of later ones
   *     counts no more
   * @return the writer
   * @throws IOException if the file cannot be made, in one line that names it
   */
  public static TensorBoardWriter resume(Path folder, long step) throws IOException {
    TensorBoardWriter writer = create(folder);
    writer.records.write(EventProto.restart(writer.seconds(), step));
    return writer;
  }

  /**
   * The event file.
   *
   * @return where it is
   */
  public Path file() {
    return file;
  }

  /**
   * Logs a number.
   *
   * @param step the training step
   * @param tag its name; a part before a {@code /} is the group, such as {@code "loss/total"}
   * @param value stored as float32; may be NaN
   * @throws IOException if writing fails
   */
  public void scalar(long step, String tag, double value) throws IOException {
    write(step, tag, EventProto.scalar(value));
  }

  /**
   * Logs the distribution of values of unknown range. If some are not finite, the scalar {@code
   * TAG/not_finite} says how many.
   *
   * @param step the training step
   * @param tag its name
   * @param values any values
   * @throws IOException if writing fails
   */
  public void histogram(long step, String tag, float[] values) throws IOException {
    histogram(step, tag, Histogram.of(values));
  }

  /**
   * Logs a distribution. If some values were not finite, the scalar {@code TAG/not_finite} says how
   * many.
   *
   * @param step the training step
   * @param tag its name
   * @param histogram the distribution
   * @throws IOException if writing fails
   */
  public void histogram(long step, String tag, Histogram histogram) throws IOException {
    write(step, tag, EventProto.histogram(histogram));
    if (histogram.notFinite() > 0) {
      scalar(step, tag + "/not_finite", (double) histogram.notFinite());
    }
  }

  /**
   * Logs a picture, stored as PNG.
   *
   * @param step the training step
   * @param tag its name
   * @param image the picture, such as a {@link ImageGrid}
   * @throws IOException if writing fails
   */
  public void image(long step, String tag, Rgb image) throws IOException {
    byte[] png = ImageBytes.png(image.toBufferedImage());
    write(step, tag, EventProto.image(image.height(), image.width(), png));
  }

  /**
   * Logs text, which TensorBoard shows as Markdown.
   *
   * @param step the training step
   * @param tag its name
   * @param text any text, such as the configuration
   * @throws IOException if writing fails
   */
  public void text(long step, String tag, String text) throws IOException {
    write(step, tag, EventProto.text(text));
  }

  private void write(long step, String tag, EventProto.Fields value) throws IOException {
    records.write(EventProto.summary(seconds(), step, tag, value));
  }

  private double seconds() {
    return clock.millis() / 1e3;
  }

  @Override
  public void close() throws IOException {
    records.close();
  }
}
