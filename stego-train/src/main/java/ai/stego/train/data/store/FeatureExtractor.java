package ai.stego.train.data.store;

import ai.stego.image.ImageException;
import ai.stego.image.PreparedImage;
import ai.stego.image.Preprocess;
import ai.stego.tensor.Backend;
import ai.stego.tensor.InputException;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Tensor;
import ai.stego.train.Progress;
import ai.stego.train.data.Dataset;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Runs a frozen backbone on the images of a dataset, prepared as squares of R x R pixels: the
 * features are (h,w,D) with h = w = R/P, the patches' tokens after the final layer norm.
 */
public final class FeatureExtractor {
  /** Tokens that go through the backbone at once: enough to keep it busy, and little memory. */
  private static final int TOKENS_AT_ONCE = 4096;

  private final Dataset dataset;
  private final FrozenBackbone backbone;
  private final Preprocess preprocess;
  private final Backend backend;
  private final int side;
  private final int patches;

  /**
   * Prepares.
   *
   * @param dataset the images
   * @param backbone what gives the features
   * @param preprocess how images become squares
   * @throws InputException if the images would not become squares of whole patches
   */
  public FeatureExtractor(Dataset dataset, FrozenBackbone backbone, Preprocess preprocess) {
    int patch = backbone.model().config().patch();
    if (preprocess.crop() != Preprocess.Crop.CENTER) {
      throw new InputException("features: the crop must be the middle square");
    }
    int size = preprocess.size();
    if (size % patch != 0) {
      int near = Math.max(1, Math.round((float) size / patch)) * patch;
      throw new InputException(
          "features: the size "
              + size
              + " is not a multiple of the patch "
              + patch
              + "; take "
              + near);
    }
    this.dataset = dataset;
    this.backbone = backbone;
    this.preprocess = preprocess;
    this.backend = backbone.model().backend();
    this.side = preprocess.size();
    this.patches = side / patch;
  }

  /**
   * The images.
   *
   * @return the dataset
   */
  public Dataset dataset() {
    return dataset;
  }

  /**
   * How images become squares.
   *
   * @return the choices
   */
  public Preprocess preprocess() {
    return preprocess;
  }

  /**
   * Where the backbone runs.
   *
   * @return the backend
   */
  public Backend backend() {
    return backend;
  }

  /**
   * Rows of patches, and columns as well.
   *
   * @return h = w = R/P
   */
  public int patches() {
    return patches;
  }

  /**
   * The feature width.
   *
   * @return D
   */
  public int width() {
    return backbone.model().config().width();
  }

  /** Values of one image, h·w·D. */
  int valuesPerImage() {
    return Math.multiplyExact(Math.multiplyExact(patches, patches), width());
  }

  /** All that decides the features, files hashed. */
  Recipe recipe(FeatureType type, Progress progress) throws ImageException {
    List<Path> files = IntStream.range(0, dataset.size()).mapToObj(dataset::file).toList();
    Map<Path, String> hashes = FileHashes.of(files, backend.parallel(), progress);
    List<Recipe.Source> sources =
        IntStream.range(0, dataset.size())
            .mapToObj(i -> new Recipe.Source(dataset.key(i), hashes.get(files.get(i))))
            .toList();
    SortedMap<String, String> settings = new TreeMap<>();
    settings.put("kind", "features of patches after the final layer norm, version 1");
    settings.put("backbone", backbone.sha256());
    settings.put("size", Integer.toString(side));
    settings.put("crop", preprocess.crop().name().toLowerCase(Locale.ROOT));
    settings.put("filter", preprocess.filter().name().toLowerCase(Locale.ROOT));
    settings.put("type", type.label());
    settings.put("shape", patches + " x " + patches + " x " + width());
    String title = "features-" + backbone.name() + "-" + side + "-" + type.label();
    long recordBytes = (long) valuesPerImage() * type.dataType().bytes();
    return new Recipe(title, settings, sources, recordBytes);
  }

  /**
   * Computes features, rounded to what a store would hold.
   *
   * @param images n indices
   * @param type what a store would hold
   * @return (n,h,w,D), row by row
   * @throws ImageException if a photograph cannot be read
   * @throws InputException if a feature is not finite, or too large for the type
   */
  float[] compute(int[] images, FeatureType type) throws ImageException {
    int each = valuesPerImage();
    float[] all = new float[Math.multiplyExact(images.length, each)];
    int atOnce = Math.max(1, TOKENS_AT_ONCE / (1 + patches * patches));
    for (int from = 0; from < images.length; from += atOnce) {
      int count = Math.min(atOnce, images.length - from);
      float[][] prepared = prepare(images, from, count);
      try (Scope scope = backend.scope()) {
        Tensor pixels = scope.tensor(count, 3, side, side);
        for (int b = 0; b < count; b++) {
          pixels.range(b, b + 1).write(prepared[b]);
        }
        float[] values = backbone.model().features(pixels, scope).features().toArray();
        type.round(values);
        requireFinite(values, images, from, type);
        System.arraycopy(values, 0, all, from * each, values.length);
      }
    }
    return all;
  }

  private float[][] prepare(int[] images, int from, int count) throws ImageException {
    float[][] prepared = new float[count][];
    int patch = backbone.model().config().patch();
    try {
      backend
          .parallel()
          .ranges(
              count,
              1,
              (first, to) -> {
                for (int b = first; b < to; b++) {
                  prepared[b] = prepare(images[from + b], patch).values();
                }
              });
    } catch (Unreadable e) {
      throw e.image();
    }
    return prepared;
  }

  private PreparedImage prepare(int image, int patch) {
    try {
      return preprocess.prepare(dataset.image(image), patch);
    } catch (ImageException e) {
      throw new Unreadable(e);
    } catch (InputException e) {
      throw new InputException(dataset.file(image) + ": " + e.getMessage(), e);
    }
  }

  private void requireFinite(float[] values, int[] images, int from, FeatureType type) {
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new InputException(
            dataset.file(images[from + i / valuesPerImage()])
                + ": the backbone "
                + backbone.name()
                + " gives features that are not finite, or beyond what "
                + type.label()
                + " can hold");
      }
    }
  }
}
