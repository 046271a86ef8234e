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
import ai.stego.tensor.InputException;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Photographs in, masks out: preprocessing, backbone, head, probe, CRF (Hamilton et al. 2022,
 * section 4). Safe to share between threads; the masks do not depend on how many there are.
 */
public final class Segmenter implements AutoCloseable {
  private final StegoModel model;
  private final SegmenterOptions options;
  private final ImageReader reader;
  private final AutoCloseable resources;
  private final Optional<DenseCrf> crf;
  private final ReadWriteLock inUse = new ReentrantReadWriteLock();
  private boolean closed;

  /**
   * Makes a segmenter of a model that the caller keeps; {@link #builder} opens one from files.
   *
   * @param model the model, which must outlive the segmenter
   * @param options how to work
   * @throws InputException if the model lacks the probe that is to decide, or the size of the
   *     middle square is not a multiple of the patch
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
    this.crf = options.crf().map(parameters -> new DenseCrf(parameters, model.backend()));
    model.probe(options.classes()); // a model without it is refused now, not at the first photo
    int patch = model.backbone().config().patch();
    if (crops() && options.preprocess().size() % patch != 0) {
      throw new InputException(
          "segmenter: the size "
              + options.preprocess().size()
              + " of the middle square is not a multiple of the patch "
              + patch);
    }
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
   * @throws IllegalStateException if this segmenter is closed
   */
  public List<Segmentation> segment(List<Rgb> photos) {
    inUse.readLock().lock();
    try {
      if (closed) {
        throw new IllegalStateException("this segmenter is closed");
      }
      return segmentAll(photos);
    } finally {
      inUse.readLock().unlock();
    }
  }

  private List<Segmentation> segmentAll(List<Rgb> photos) {
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
        new Segmentation(
            size.height(), size.width(), result.labels(), model.legend(options.classes()));
    return options.probabilities() ? mask.withProbabilities(result.probabilities()) : mask;
  }

  /** Asks the probe and the CRF for each pixel of the prepared photograph, padding left out. */
  private ProbabilityMap probabilities(PreparedImage image, Tensor codes) {
    Backend backend = model.backend();
    Probe probe = model.probe(options.classes());
    Size size = image.geometry().content();
    float[] scores =
        new PixelProbabilities(backend, probe, model.backbone().config().patch())
            .logProbabilities(codes, size);
    if (crf.isPresent()) {
      byte[] pixels = image.content().bytes();
      scores = crf.get().probabilities(pixels, size.height(), size.width(), scores);
    } else {
      exponentiate(scores, backend);
    }
    return new ProbabilityMap(size, probe.classes(), scores);
  }

  private static void exponentiate(float[] values, Backend backend) {
    backend
        .parallel()
        .ranges(
            values.length,
            1 << 14,
            (from, to) -> {
              for (int i = from; i < to; i++) {
                values[i] = (float) Math.exp(values[i]);
              }
            });
  }

  /**
   * Frees what {@link #builder} opened, once the photographs that are being segmented are done;
   * harmless when called again.
   */
  @Override
  public void close() {
    inUse.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        resources.close();
      }
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("closing the segmenter failed: " + e.getMessage(), e);
    } finally {
      inUse.writeLock().unlock();
    }
  }
}
