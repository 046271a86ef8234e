package ai.stego.train.data.store;

import ai.stego.image.ImageException;
import ai.stego.image.Preprocess;
import ai.stego.image.Size;
import ai.stego.tensor.InputException;
import ai.stego.tensor.Parallel;
import ai.stego.tensor.ShapeException;
import ai.stego.tensor.io.FormatException;
import ai.stego.train.Progress;
import ai.stego.train.data.ClassSet;
import ai.stego.train.data.Dataset;
import ai.stego.train.data.LabelMap;
import ai.stego.train.data.LabelSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * The labels of a dataset, prepared as its images are and kept in a memory-mapped file of one byte
 * a pixel, 255 where there is no class. A folder like that of {@link FeatureStore}, with a key of
 * its own, so that corrected labels do not cost the features.
 */
public final class LabelStore implements LabelSource, AutoCloseable {
  private static final int NO_CLASS = 255;

  private final RecordStore records;
  private final int images;
  private final int side;
  private final int classes;

  private LabelStore(RecordStore records, int images, int side, int classes) {
    this.records = records;
    this.images = images;
    this.side = side;
    this.classes = classes;
  }

  /**
   * Opens the store of these labels, making what is not there yet.
   *
   * @param parent the folder that stores lie in; made if it is not there
   * @param dataset the images
   * @param preprocess how images become squares; labels always take the nearest pixel
   * @param parallel the threads to prepare them on
   * @param progress hears how it goes
   * @return the store
   * @throws InputException if the dataset has no labels or over 255 classes, or the disk has not
   *     enough room
   * @throws FormatException if what is there is damaged
   * @throws IOException if labels cannot be read, or the store cannot be written
   */
  public static LabelStore open(
      Path parent, Dataset dataset, Preprocess preprocess, Parallel parallel, Progress progress)
      throws IOException {
    ClassSet classes = PreparedLabels.classes(dataset);
    if (classes.count() > NO_CLASS) {
      throw new InputException(
          dataset.description()
              + ": "
              + classes.count()
              + " classes cannot be stored in a byte; at most "
              + NO_CLASS
              + " can");
    }
    LabelMaker maker = new LabelMaker(new PreparedLabels(dataset, preprocess), parallel);
    Recipe recipe = recipe(dataset, classes, preprocess, contents(dataset, parallel, progress));
    RecordStore records = RecordStore.open(parent, recipe, maker, parallel, progress);
    return new LabelStore(records, dataset.size(), preprocess.size(), classes.count());
  }

  /**
   * What decides the labels of each image: the bytes of its label file, and the size of its
   * photograph, which labels must have too. Of a photograph only the header is read.
   */
  private static String[] contents(Dataset dataset, Parallel parallel, Progress progress)
      throws ImageException {
    List<Path> files =
        IntStream.range(0, dataset.size())
            .mapToObj(i -> dataset.labelFile(i).orElse(dataset.file(i)))
            .toList();
    Map<Path, String> hashes = FileHashes.of(files, parallel, progress);
    Map<Path, Size> sizes = photographSizes(dataset, parallel);
    String[] contents = new String[dataset.size()];
    Arrays.setAll(
        contents,
        i ->
            hashes.get(files.get(i)) + ", photograph of " + sizes.get(dataset.file(i)) + " pixels");
    return contents;
  }

  private static Map<Path, Size> photographSizes(Dataset dataset, Parallel parallel)
      throws ImageException {
    Map<Path, Integer> first = new LinkedHashMap<>();
    IntStream.range(0, dataset.size()).forEach(i -> first.putIfAbsent(dataset.file(i), i));
    List<Integer> images = List.copyOf(first.values());
    Map<Path, Size> sizes = new ConcurrentHashMap<>();
    try {
      parallel.ranges(
          images.size(),
          1,
          (from, to) -> {
            for (int i = from; i < to; i++) {
              int image = images.get(i);
              sizes.put(dataset.file(image), photographSize(dataset, image));
            }
          });
    } catch (Unreadable e) {
      throw e.image();
    }
    return sizes;
  }

  private static Size photographSize(Dataset dataset, int image) {
    try {
      return dataset.photographSize(image);
    } catch (ImageException e) {
      throw new Unreadable(e);
    }
  }

  private static Recipe recipe(
      Dataset dataset, ClassSet classes, Preprocess preprocess, String[] contents) {
    SortedMap<String, String> settings = new TreeMap<>();
    settings.put("kind", "labels of pixels, version 2");
    settings.put("size", Integer.toString(preprocess.size()));
    settings.put("classes", String.join("\n", classes.names()));
    List<Recipe.Source> sources =
        IntStream.range(0, dataset.size())
            .mapToObj(i -> new Recipe.Source(dataset.key(i), contents[i]))
            .toList();
    long recordBytes = (long) preprocess.size() * preprocess.size();
    return new Recipe("labels-" + preprocess.size(), settings, sources, recordBytes);
  }

  /**
   * Where the store is.
   *
   * @return its folder
   */
  public Path folder() {
    return records.folder();
  }

  @Override
  public int side() {
    return side;
  }

  @Override
  public int classes() {
    return classes;
  }

  @Override
  public void read(int[] wanted, int[] out) {
    FeatureShape.requireImages(wanted, images);
    int pixels = side * side;
    ShapeException.require(
        out.length == (long) wanted.length * pixels,
        "read labels: out",
        wanted.length + " x " + side + " x " + side + " labels",
        out.length + " labels");
    byte[] stored = new byte[pixels];
    for (int b = 0; b < wanted.length; b++) {
      records.file().read((long) wanted[b] * pixels, stored, pixels);
      for (int i = 0; i < pixels; i++) {
        int label = stored[i] & 0xFF;
        out[b * pixels + i] = label == NO_CLASS ? LabelMap.IGNORED : label;
      }
    }
  }

  @Override
  public void close() {
    records.close();
  }

  /** Prepares what is to be stored. */
  private record LabelMaker(PreparedLabels labels, Parallel parallel) implements RecordStore.Maker {
    @Override
    public String name() {
      return "";
    }

    @Override
    public byte[] records(int from, int to) throws IOException {
      int pixels = labels.side() * labels.side();
      byte[] records = new byte[Math.multiplyExact(to - from, pixels)];
      try {
        parallel.ranges(
            to - from,
            1,
            (first, end) -> {
              for (int i = first; i < end; i++) {
                put(labels.of(from + i), records, i * pixels);
              }
            });
      } catch (Unreadable e) {
        throw e.image();
      }
      return records;
    }

    private static void put(int[] labels, byte[] records, int at) {
      for (int i = 0; i < labels.length; i++) {
        records[at + i] = (byte) (labels[i] == LabelMap.IGNORED ? NO_CLASS : labels[i]);
      }
    }
  }
}
