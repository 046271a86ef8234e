package ai.stego.train.report;

import ai.stego.tensor.io.AtomicFile;
import ai.stego.tensor.io.FormatException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The numbers of a training run, one JSON object a line: {@code
 * {"step":10,"values":{"loss/total":0.25}}}. Lines are only ever added, and each is in the file
 * when {@link #add} returns. What is not finite is written as the string {@code "NaN"}, {@code
 * "Infinity"} or {@code "-Infinity"}, since JSON has no such numbers.
 */
public final class RunMetrics implements AutoCloseable {
  /** What the file is called in a run's folder. */
  public static final String FILE_NAME = "metrics.jsonl";

  private static final JsonFactory JSON = new JsonFactory();

  private final Path file;
  private final FileChannel channel;

  private RunMetrics(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * What was logged at one step.
   *
   * @param step the training step
   * @param values names and numbers, in the order they were written
   */
  public record Entry(long step, Map<String, Double> values) {}

  /**
   * One number over the steps, for a curve.
   *
   * @param steps where it was logged, ascending; not copied
   * @param values as many; not copied
   */
  public record Series(double[] steps, double[] values) {}

  /**
   * Begins the log of a new run.
   *
   * @param file where it goes
   * @return the writer
   * @throws IOException if the file is there already or cannot be made
   */
  public static RunMetrics create(Path file) throws IOException {
    try {
      return new RunMetrics(
          file, FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    } catch (FileAlreadyExistsException e) {
      FileSystemException clear =
          new FileSystemException(file.toString(), null, "is there already, of an earlier run");
      clear.initCause(e);
      throw clear;
    }
  }

  /**
   * Goes on with the log of a run that was stopped: lines of later steps than the last one that
   * counts are dropped, and so is a cut last line. A log that is missing is begun.
   *
   * @param file the log
   * @param lastStep the step of the checkpoint that the run goes on from
   * @return the writer
   * @throws FormatException if a line before the last is damaged
   * @throws IOException if the file cannot be read or written
   */
  public static RunMetrics resume(Path file, long lastStep) throws IOException {
    if (!Files.exists(file)) {
      return create(file);
    }
    List<Entry> kept = new ArrayList<>(read(file));
    kept.removeIf(entry -> entry.step() > lastStep);
    AtomicFile.write(
        file,
        out -> {
          for (Entry entry : kept) {
            out.write(line(entry));
          }
        });
    return new RunMetrics(
        file, FileChannel.open(file, StandardOpenOption.APPEND, StandardOpenOption.WRITE));
  }

  /**
   * Reads a log. A last line that a kill cut off is left out.
   *
   * @param file the log
   * @return what was logged, in the order of the file
   * @throws FormatException if another line is no entry, with its number
   * @throws IOException if the file cannot be read
   */
  public static List<Entry> read(Path file) throws IOException {
    return MetricLines.read(file);
  }

  /**
   * Picks one number out of a log.
   *
   * @param entries the log
   * @param name the number's name
   * @return its curve; without points if it was never logged
   */
  public static Series series(List<Entry> entries, String name) {
    List<Entry> with =
        entries.stream()
            .filter(entry -> entry.values().containsKey(name))
            .sorted(Comparator.comparingLong(Entry::step))
            .toList();
    return new Series(
        with.stream().mapToDouble(Entry::step).toArray(),
        with.stream().mapToDouble(e -> e.values().get(name)).toArray());
  }

  /**
   * Adds a line.
   *
   * @param step the training step
   * @param values names and numbers; may be NaN
   * @throws IOException if the file cannot be written, in one line that names it
   */
  public void add(long step, Map<String, Double> values) throws IOException {
    ByteBuffer line = ByteBuffer.wrap(line(new Entry(step, values)));
    try {
      while (line.hasRemaining()) {
        channel.write(line);
      }
    } catch (IOException e) {
      FileSystemException clear = new FileSystemException(file.toString(), null, e.getMessage());
      clear.initCause(e);
      throw clear;
    }
  }

  private static byte[] line(Entry entry) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeNumberField("step", entry.step());
      json.writeObjectFieldStart("values");
      for (Map.Entry<String, Double> value : entry.values().entrySet()) {
        json.writeNumberField(value.getKey(), value.getValue());
      }
      json.writeEndObject();
      json.writeEndObject();
    }
    bytes.writeBytes("\n".getBytes(StandardCharsets.UTF_8));
    return bytes.toByteArray();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
