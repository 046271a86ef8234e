package ai.stego.segment;

import ai.stego.image.Geometry;
import ai.stego.image.ImageException;
import ai.stego.image.ImageReader;
import ai.stego.image.PreparedImage;
import ai.stego.image.Preprocess;
import ai.stego.image.Rgb;
import ai.stego.image.Size;
import ai.stego.segment.crf.DenseCrf;
import ai.stego.tensor.Backend;
import ai.stego.tensor.Interpolation;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Photographs in, masks out: preprocessing, backbone, head, probe, CRF (Hamilton et al. 2022,
 * section 4). Safe to share between threads; the masks do not depend on how many there are.
 */
public final class Segmenter implements AutoCloseable {
  private final StegoModel model;
  private final SegmenterOptions options;
  private final ImageReader reader;
  private final AutoCloseable resources;

  /**
   * Makes a segmenter of a model that the caller keeps; {@link #builder} opens one from files.
   *
   * @param model the model, which must outlive the segmenter
   * @param options how to work
   */
  public Segmenter(StegoModel model, SegmenterOptions options) {
    this(model, options, new ImageReader(), () -> {});
  }

  Segmenter(
      StegoModel model, SegmenterOptions options, ImageReader reader, AutoCloseable resources) {
    this.model = model;
    this.options = options;
    this.reader = reader;
    this.resources = resources;
    model.probe(options.classes());
  }

  /**
   * Starts to open a segmenter from files.
   *
   * @return a builder with the defaults
   */
  public static SegmenterBuilder builder() {
    return new SegmenterBuilder();
  }

  /**
   * The model it works with.
   *
   * @return the model
   */
  public StegoModel model() {
    return model;
  }

  /**
   * How it works.
   *
   * @return the options
   */
  public SegmenterOptions options() {
    return options;
  }

  /**
   * Reads and segments a photograph.
   *
   * @param photo its file
   * @return its mask
   * @throws ImageException if the file cannot be read; says which and why
   */
  public Segmentation segment(Path photo) throws ImageException {
    return segment(reader.read(photo));
  }

  /**
   * Segments a photograph.
   *
   * @param photo any size
   * @return its mask: of the photograph's size, or of the middle square's when that is cropped
   */
  public Segmentation segment(Rgb photo) {
    return segment(List.of(photo)).get(0);
  }

  /**
   * Segments photographs; those of one size that follow each other go through the backbone
   * together, as many as the options' batch says.
   *
   * @param photos any sizes
   * @return their masks, in the same order
   */
  public List<Segmentation> segment(List<Rgb> photos) {
    List<Segmentation> masks = new ArrayList<>();
    List<PreparedImage> batch = new ArrayList<>();
    for (Rgb photo : photos) {
      PreparedImage next = options.preprocess().prepare(photo, model.backbone().config().patch());
      boolean full = batch.size() == options.batch();
      if (full || (!batch.isEmpty() && !sameSize(batch.get(0), next))) {
        masks.addAll(segmentBatch(batch));
        batch.clear();
      }
      batch.add(next);
    }
    if (!batch.isEmpty()) {
      masks.addAll(segmentBatch(batch));
    }
    return masks;
  }

  /**
   * The part of a photograph that its mask covers, at the mask's size: the photograph itself, or
   * the resized middle square when that is cropped.
   *
   * @param photo any size
   * @return what to lay the mask over
   */
  public Rgb covered(Rgb photo) {
    return crops()
        ? options.preprocess().prepare(photo, model.backbone().config().patch()).content()
        : photo;
  }

  private boolean crops() {
    return options.preprocess().crop() == Preprocess.Crop.CENTER;
  }

  private static boolean sameSize(PreparedImage a, PreparedImage b) {
    return a.height() == b.height() && a.width() == b.width();
  }

  private List<Segmentation> segmentBatch(List<PreparedImage> batch) {
    Backend backend = model.backend();
    PreparedImage first = batch.get(0);
    try (Scope scope = backend.scope()) {
      Tensor images = scope.tensor(batch.size(), 3, first.height(), first.width());
      for (int b = 0; b < batch.size(); b++) {
        images.range(b, b + 1).write(batch.get(b).values());
      }
      Tensor codes =
          options.flip() ? model.mirrorAveragedCodes(images, scope) : model.codes(images, scope);
      List<Segmentation> masks = new ArrayList<>();
      for (int b = 0; b < batch.size(); b++) {
        masks.add(mask(batch.get(b), codes.range(b, b + 1)));
      }
      return masks;
    }
  }

  /** From the codes (1,h,w,Z) of one photograph to its mask. */
  private Segmentation mask(PreparedImage image, Tensor codes) {
    ProbabilityMap map = probabilities(image, codes);
    Geometry geometry = image.geometry();
    Size size = crops() ? geometry.content() : geometry.original();
    boolean asItIs = size.equals(map.size());
    ProbabilityMap.Enlarged result =
        asItIs
            ? new ProbabilityMap.Enlarged(map.labels(model.backend().parallel()), map.values())
            : map.enlarge(geometry, model.backend().parallel(), options.probabilities());
    Segmentation mask =
        new Segmentation(size.height(), size.width(), result.labels(), map.classes());
    if (options.probabilities()) {
      mask = mask.withProbabilities(result.probabilities());
    }
    return options.classes() == StegoModel.Classes.CLUSTER
        ? mask.withNames(model.names()).withPalette(model.palette())
        : mask;
  }

  /**
   * Resizes the codes to the pixels of the prepared photograph, its padding left out, and asks the
   * probe and the CRF.
   */
  private ProbabilityMap probabilities(PreparedImage image, Tensor codes) {
    Backend backend = model.backend();
    Probe probe = model.probe(options.classes());
    Size size = image.geometry().content();
    int patch = model.backbone().config().patch();
    int width = codes.shape().axis(3);
    try (Scope scope = backend.scope()) {
      Tensor resized = scope.tensor(1, size.height(), size.width(), width);
      backend.image().resize(codes, Interpolation.BILINEAR, patch, patch, resized);
      Tensor scores = probe.logProbabilities(resized.reshape(-1, width), scope);
      if (options.crf().isEmpty()) {
        // The scores are logarithms of probabilities: their softmax is the probabilities.
        backend.row().softmax(scores, 1, scores);
        return new ProbabilityMap(size, probe.classes(), scores.toArray());
      }
      DenseCrf crf = new DenseCrf(options.crf().get(), backend.parallel());
      float[] refined =
          crf.probabilities(image.content().bytes(), size.height(), size.width(), scores.toArray());
      return new ProbabilityMap(size, probe.classes(), refined);
    }
  }

  /** Frees what {@link #builder} opened; harmless when called again. */
  @Override
  public void close() {
    try {
      resources.close();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("closing the segmenter failed: " + e.getMessage(), e);
    }
  }
}
