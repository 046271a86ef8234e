package ai.stego.train.data.store;

import ai.stego.tensor.InputException;
import ai.stego.tensor.Parallel;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.io.FormatException;
import ai.stego.train.Progress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.stream.IntStream;

/**
 * Features that were computed once and lie in a memory-mapped file. The backbone is frozen and the
 * images are fixed, so training needs to run it only once for each image.
 *
 * <p>A store is a folder named after its key: {@code data.bin}, (N,h,w,D) little-endian, and {@code
 * store.json}, which comes last. Other photographs, another backbone, size, crop, filter or type
 * make another key, so that a store is never used for what it was not made from.
 */
public final class FeatureStore implements KeyedFeatures {
  private final RecordStore records;
  private final String key;
  private final Extent extent;
  private final FeatureType type;
  private final Parallel parallel;

  /** The number of images and the extents of their features. */
  private record Extent(int images, int patches, int width) {}

  private FeatureStore(
      RecordStore records, String key, FeatureExtractor extractor, FeatureType type) {
    this.records = records;
    this.key = key;
    this.extent = new Extent(extractor.dataset().size(), extractor.patches(), extractor.width());
    this.type = type;
    this.parallel = extractor.backend().parallel();
  }

  /**
   * Opens the store of these features, computing what is not there yet: all of it, or the rest
   * after an interruption. The photographs are read once to tell whether they are the same, and the
   * whole file is checked against its checksums. While another process computes the same store,
   * this one waits.
   *
   * @param parent the folder that stores lie in; made if it is not there
   * @param extractor gives the features
   * @param type how they are kept
   * @param progress hears how it goes, and first how much disk it takes
   * @return the store
   * @throws FormatException if what is there is damaged
   * @throws InputException if the disk has not enough room, or a feature is not finite
   * @throws IOException if a photograph cannot be read or the store cannot be written
   */
  public static FeatureStore open(
      Path parent, FeatureExtractor extractor, FeatureType type, Progress progress)
      throws IOException {
    Recipe recipe = extractor.recipe(type, progress);
    RecordStore records =
        RecordStore.open(
            parent,
            recipe,
            new FeatureMaker(extractor, type),
            extractor.backend().parallel(),
            progress);
    return new FeatureStore(records, recipe.key(), extractor, type);
  }

  /**
   * How much disk a store takes.
   *
   * @param extractor gives the features
   * @param type how they are kept
   * @return N·h·w·D·(2 or 4) bytes
   */
  public static long bytes(FeatureExtractor extractor, FeatureType type) {
    return (long) extractor.valuesPerImage() * type.dataType().bytes() * extractor.dataset().size();
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
  public String key() {
    return key;
  }

  @Override
  public int images() {
    return extent.images();
  }

  @Override
  public int rows() {
    return extent.patches();
  }

  @Override
  public int columns() {
    return extent.patches();
  }

  @Override
  public int width() {
    return extent.width();
  }

  @Override
  public void read(int[] images, Tensor out) {
    FeatureShape.require(this, images, out);
    int count = rows() * columns() * width();
    long recordBytes = (long) count * type.dataType().bytes();
    float[][] values = new float[images.length][];
    parallel.ranges(
        images.length,
        1,
        (from, to) -> {
          for (int b = from; b < to; b++) {
            values[b] = records.file().floats(type.dataType(), images[b] * recordBytes, count);
          }
        });
    for (int b = 0; b < images.length; b++) {
      out.range(b, b + 1).write(values[b]);
    }
  }

  @Override
  public void close() {
    records.close();
  }

  /** Computes what is to be stored. */
  private record FeatureMaker(FeatureExtractor extractor, FeatureType type)
      implements RecordStore.Maker {
    @Override
    public String name() {
      return extractor.backend().name();
    }

    @Override
    public byte[] records(int from, int to) throws IOException {
      float[] values = extractor.compute(IntStream.range(from, to).toArray(), type);
      byte[] bytes = new byte[Math.multiplyExact(values.length, type.dataType().bytes())];
      type.put(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN), values);
      return bytes;
    }
  }
}
