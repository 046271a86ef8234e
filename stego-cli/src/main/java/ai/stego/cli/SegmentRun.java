package ai.stego.cli;

import ai.stego.image.ImageException;
import ai.stego.image.ImageReader;
import ai.stego.image.ImageWriter;
import ai.stego.image.Rgb;
import ai.stego.segment.Segmentation;
import ai.stego.segment.Segmenter;
import ai.stego.tensor.InputException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;

/** Segments one photograph after the other and writes what comes of it. */
final class SegmentRun {
  private static final float OPACITY = 0.5f;
  private static final JsonFactory JSON = new JsonFactory();

  private final CommandLine console;
  private final Segmenter segmenter;
  private final ImageReader reader;
  private final Path folder;
  private final OutputNames names = new OutputNames();
  private int failed;

  SegmentRun(CommandLine console, Segmenter segmenter, ImageReader reader, Path folder) {
    this.console = console;
    this.segmenter = segmenter;
    this.reader = reader;
    this.folder = folder;
  }

  /**
   * Segments all of them.
   *
   * @return the exit code
   * @throws IOException if results cannot be written; a photograph that cannot be read is reported
   *     and counted instead
   */
  int run(List<Path> files) throws IOException {
    makeFolder(folder);
    long start = System.nanoTime();
    try (ProgressLine progress =
            ProgressLine.counting(console.getErr(), "segmenting", "images", files.size());
        LineFile lines = LineFile.open(folder.resolve("segments.jsonl"))) {
      segmentAll(files, lines, progress);
      lines.complete();
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    int done = files.size() - failed;
    console
        .getOut()
        .printf(
            Locale.ROOT,
            "%d %s in %.1f s, %.2f images/s%s; results in %s%n",
            done,
            done == 1 ? "image" : "images",
            seconds,
            done / seconds,
            failed == 0 ? "" : ", " + failed + " failed",
            folder);
    return failed == 0 ? Main.FINE : Main.SOME_FAILED;
  }

  /** Makes a folder for results. */
  static void makeFolder(Path folder) throws IOException {
    try {
      Files.createDirectories(folder);
    } catch (FileAlreadyExistsException e) {
      throw new FileSystemException(folder.toString(), null, "is a file, not a folder");
    } catch (IOException e) {
      throw new IOException(folder + ": this folder cannot be made", e);
    }
  }

  private void segmentAll(List<Path> files, LineFile lines, ProgressLine progress)
      throws IOException {
    for (Path file : files) {
      try {
        Rgb photo = reader.read(file);
        lines.add(write(file, photo, segmenter.segment(photo)));
      } catch (ImageException | InputException e) {
        failed++;
        progress.say("stego: " + line(file, e));
      }
      progress.step();
    }
  }

  /** What is wrong with a photograph, with its name. */
  static String line(Path file, Exception e) {
    String reason = Failure.of(e).line();
    String name = Failure.of(new InputException(file.toString())).line();
    return reason.startsWith(name) ? reason : name + ": " + reason;
  }

  private String write(Path file, Rgb photo, Segmentation mask) throws IOException {
    String name = names.next(file);
    String labels = name + ".labels.png";
    String overlay = name + OutputNames.OVERLAY;
    try {
      ImageWriter.writePng(mask.toLabelImage(), folder.resolve(labels));
      ImageWriter.writePng(
          mask.toOverlay(segmenter.covered(photo), OPACITY), folder.resolve(overlay));
    } catch (ImageException e) {
      throw new IOException(e.getMessage(), e); // not the photograph's fault
    }
    StringWriter line = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(line)) {
      json.writeStartObject();
      json.writeStringField("file", file.toString());
      json.writeStringField("labels", labels);
      json.writeStringField("overlay", overlay);
      json.writeFieldName("segmentation");
      json.writeRawValue(mask.toJson());
      json.writeEndObject();
    }
    return line.toString();
  }
}
