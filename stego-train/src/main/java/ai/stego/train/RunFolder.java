package ai.stego.train;

import ai.stego.tensor.InputException;
import ai.stego.tensor.io.AtomicFile;
import ai.stego.train.config.ConfigFile;
import ai.stego.train.config.TrainConfig;
import ai.stego.train.config.YamlTexts;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The folder of one training run: what it was asked to do, its checkpoints, its log and what came
 * of it. One process at a time writes there.
 */
public final class RunFolder implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(RunFolder.class.getName());

  private static final String FEATURES = "features.yaml";
  private static final String KEY = "sha256";

  private final Path root;
  private final FileChannel lock;

  private RunFolder(Path root, FileChannel lock) {
    this.root = root;
    this.lock = lock;
  }

  /**
   * Begins a run in a folder. A run that failed or was stopped before its first checkpoint has
   * nothing to lose: it is replaced.
   *
   * @param root a folder that is not there yet, or holds no run, or one that saved nothing yet
   * @param config what the run is asked to do
   * @param inputs what else is needed to repeat it, as texts by key: data, backbone, versions
   * @return the folder, locked
   * @throws InputException if it holds a run already, or another process writes there
   * @throws IOException if it cannot be made
   */
  public static RunFolder begin(Path root, TrainConfig config, Map<String, String> inputs)
      throws IOException {
    RunFolder folder = open(root);
    boolean begun = false;
    try {
      if (folder.hasLearnt()) {
        throw new InputException(
            root + ": holds a run already; --resume goes on with it, or choose another folder");
      }
      Files.createDirectories(folder.checkpoints());
      folder.record(inputs);
      folder.record(config); // the last one: from here on it is a run
      begun = true;
      return folder;
    } finally {
      if (!begun) {
        folder.close();
      }
    }
  }

  /**
   * Replaces what the run is asked to do, as when it goes on for longer.
   *
   * @param config what {@link TrainConfig#requireSameRun} has let pass
   * @throws IOException if it cannot be written; what was recorded before then stands
   */
  public void record(TrainConfig config) throws IOException {
    write(config(), ConfigFile.format(config));
  }

  /**
   * Replaces what else is needed to repeat the run, as when the photographs have moved.
   *
   * @param inputs texts by key
   * @throws IOException if it cannot be written; what was recorded before then stands
   */
  public void record(Map<String, String> inputs) throws IOException {
    write(inputs(), YamlTexts.format(inputs));
  }

  private boolean hasLearnt() throws IOException {
    return Files.exists(config()) && (Files.exists(model()) || !newestFirst().isEmpty());
  }

  private static void write(Path file, String text) throws IOException {
    AtomicFile.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * Goes on with the run of a folder.
   *
   * @param root a folder where a run began
   * @return the folder, locked
   * @throws InputException if it holds no run, or another process writes there
   * @throws IOException if it cannot be read
   */
  public static RunFolder resume(Path root) throws IOException {
    if (!Files.exists(root.resolve("config.yaml"))) {
      throw new InputException(root + ": holds no run that could go on: no config.yaml");
    }
    return open(root);
  }

  private static RunFolder open(Path root) throws IOException {
    try {
      Files.createDirectories(root);
    } catch (FileAlreadyExistsException e) {
      throw new FileSystemException(root.toString(), null, "is a file, not a folder");
    }
    FileChannel channel =
        FileChannel.open(
            root.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    boolean locked = false;
    try {
      locked = channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      LOG.log(System.Logger.Level.DEBUG, "this very process has the folder", e);
    } finally {
      if (!locked) {
        channel.close();
      }
    }
    if (!locked) {
      throw new InputException(root + ": another run is writing into this folder");
    }
    return new RunFolder(root, channel);
  }

  /**
   * The folder itself.
   *
   * @return its path
   */
  public Path root() {
    return root;
  }

  /**
   * What the run was asked to do, as {@link ConfigFile} reads it.
   *
   * @return the file
   */
  public Path config() {
    return root.resolve("config.yaml");
  }

  /**
   * What else is needed to repeat it, as {@link YamlTexts} reads it.
   *
   * @return the file
   */
  public Path inputs() {
    return root.resolve("inputs.yaml");
  }

  /**
   * Requires that a run goes on with the features that it began with, and notes them when it
   * begins.
   *
   * @param key what all of them follow from: photographs, backbone and how images are prepared
   * @param steps steps that were taken already
   * @throws InputException if there are steps, and they were taken with other features
   * @throws IOException if it cannot be noted
   */
  void requireSameFeatures(String key, long steps) throws IOException {
    Path file = root.resolve(FEATURES);
    String before = Files.exists(file) ? YamlTexts.read(file).getOrDefault(KEY, "") : key;
    if (steps > 0 && !before.equals(key)) {
      throw new InputException(
          root
              + ": the photographs are not those that the run began with: some were added, removed,"
              + " renamed or changed");
    }
    write(file, YamlTexts.format(Map.of(KEY, key)));
  }

  /**
   * The log, one JSON object to a line.
   *
   * @return the file
   */
  public Path metrics() {
    return root.resolve("metrics.jsonl");
  }

  /**
   * The trained model.
   *
   * @return the file
   */
  public Path model() {
    return root.resolve("model.safetensors");
  }

  /**
   * The page that shows the run.
   *
   * @return the file
   */
  public Path report() {
    return root.resolve("report.html");
  }

  /**
   * Where the checkpoints are.
   *
   * @return the folder
   */
  public Path checkpoints() {
    return root.resolve("checkpoints");
  }

  /**
   * Saves a checkpoint and deletes those beyond the newest few.
   *
   * @param checkpoint the state
   * @param keep how many to keep, at least 1
   * @return its file
   * @throws IOException if it cannot be written; earlier ones are then untouched
   */
  public Path save(Checkpoint checkpoint, int keep) throws IOException {
    Path file =
        checkpoints()
            .resolve(String.format(Locale.ROOT, "step-%08d.safetensors", checkpoint.step()));
    checkpoint.write(file);
    List<Path> all = newestFirst();
    for (Path old : all.subList(Math.min(keep, all.size()), all.size())) {
      Files.deleteIfExists(old);
    }
    return file;
  }

  /**
   * The newest checkpoint that can be read. One that is damaged is left out with a warning.
   *
   * @return empty if none was saved
   * @throws InputException if there are some and none can be read
   * @throws IOException if the folder cannot be read
   */
  public Optional<Checkpoint> newest() throws IOException {
    List<Path> all = newestFirst();
    for (Path file : all) {
      try {
        return Optional.of(Checkpoint.read(file));
      } catch (IOException | InputException e) {
        LOG.log(System.Logger.Level.WARNING, "left out: {0}", e.getMessage());
      }
    }
    if (!all.isEmpty()) {
      throw new InputException(checkpoints() + ": no checkpoint here can be read");
    }
    return Optional.empty();
  }

  private List<Path> newestFirst() throws IOException {
    if (!Files.isDirectory(checkpoints())) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(checkpoints())) {
      List<Path> found =
          new ArrayList<>(
              files
                  .filter(
                      file -> file.getFileName().toString().matches("step-\\d{1,18}\\.safetensors"))
                  .toList());
      found.sort(Comparator.comparingLong(RunFolder::step).reversed());
      return found;
    }
  }

  private static long step(Path file) {
    return Long.parseLong(file.getFileName().toString().replaceAll("\\D", ""));
  }

  /** Lets others write there; harmless when called again. */
  @Override
  public void close() throws IOException {
    lock.close();
  }
}
