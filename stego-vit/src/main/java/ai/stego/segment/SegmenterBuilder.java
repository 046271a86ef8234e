package ai.stego.segment;

import ai.stego.image.ImageReader;
import ai.stego.tensor.Backend;
import ai.stego.tensor.BackendOptions;
import ai.stego.tensor.Backends;
import ai.stego.tensor.InputException;
import ai.stego.tensor.Scope;
import ai.stego.tensor.io.TensorFile;
import ai.stego.vit.weights.BackboneWeights;
import ai.stego.vit.weights.StegoCheckpoint;
import ai.stego.vit.weights.StegoTensors;
import ai.stego.vit.weights.WeightSource;
import java.io.IOException;
import java.nio.file.Path;

/** Opens a {@link Segmenter} from files. */
public final class SegmenterBuilder {
  private static final System.Logger LOG = System.getLogger(SegmenterBuilder.class.getName());

  private Path model;
  private Path backbone;
  private BackboneWeights backboneWeights;
  private BackboneWeights.Hints hints = BackboneWeights.Hints.NONE;
  private String device = Backends.AUTO;
  private Backend backend;
  private BackendOptions backendOptions = BackendOptions.DEFAULT;
  private SegmenterOptions options = SegmenterOptions.DEFAULT;
  private long pixelLimit = ImageReader.DEFAULT_PIXEL_LIMIT;

  SegmenterBuilder() {}

  /**
   * Chooses the model.
   *
   * @param file a STEGO checkpoint ({@code .ckpt}) or a model file ({@code .safetensors})
   * @return this builder
   */
  public SegmenterBuilder model(Path file) {
    model = file;
    return this;
  }

  /**
   * Chooses the backbone, for a model file that does not hold its own.
   *
   * @param file weights of a vision transformer, in any format that {@code BackboneWeights} reads
   * @return this builder
   */
  public SegmenterBuilder backbone(Path file) {
    backbone = file;
    return this;
  }

  /**
   * Chooses the backbone, for a model file that does not hold its own; goes before {@link
   * #backbone(Path)}.
   *
   * @param weights an open backbone, which the caller keeps until the segmenter is open
   * @return this builder
   */
  public SegmenterBuilder backbone(BackboneWeights weights) {
    backboneWeights = weights;
    return this;
  }

  /**
   * Tells what the tensors of a backbone cannot, such as the number of heads where it is not D/64.
   *
   * @param value the hints
   * @return this builder
   */
  public SegmenterBuilder hints(BackboneWeights.Hints value) {
    hints = value;
    return this;
  }

  /**
   * Chooses where to run. A GPU that is asked for and cannot be used is an error that says why when
   * the segmenter is opened; {@code "auto"} takes the best that works.
   *
   * @param name {@code "auto"}, {@code "cpu"}, {@code "cuda"} (needs {@code stego-cuda} on the
   *     class path), a GPU by its index such as {@code "cuda:1"}, or a backend's name
   * @return this builder
   */
  public SegmenterBuilder device(String name) {
    device = name;
    return this;
  }

  /**
   * Runs on an open backend, which the caller keeps and closes; it goes before {@link #device} and
   * {@link #backendOptions}.
   *
   * @param value the backend
   * @return this builder
   */
  public SegmenterBuilder backend(Backend value) {
    backend = value;
    return this;
  }

  /**
   * Chooses how the backend is opened.
   *
   * @param value threads, precision, device index (which an index in {@link #device} overrides)
   * @return this builder
   */
  public SegmenterBuilder backendOptions(BackendOptions value) {
    backendOptions = value;
    return this;
  }

  /**
   * Chooses the number of threads.
   *
   * @param count CPU threads; 0 for one per processor
   * @return this builder
   */
  public SegmenterBuilder threads(int count) {
    backendOptions = backendOptions.withThreads(count);
    return this;
  }

  /**
   * Chooses how to work.
   *
   * @param value size, crop, flip, CRF and more
   * @return this builder
   */
  public SegmenterBuilder options(SegmenterOptions value) {
    options = value;
    return this;
  }

  /**
   * Chooses how large a photograph may be, as a guard against decompression bombs.
   *
   * @param pixels most pixels of a file
   * @return this builder
   */
  public SegmenterBuilder pixelLimit(long pixels) {
    pixelLimit = pixels;
    return this;
  }

  /**
   * Opens the segmenter; closing it frees the model and the backend.
   *
   * @return the segmenter
   * @throws InputException if no model was chosen, its parts do not fit together, or the device
   *     cannot be used
   * @throws IOException if a file is missing or damaged; says which and where
   */
  public Segmenter open() throws IOException {
    if (model == null) {
      throw new InputException("segmenter: no model was chosen");
    }
    try (TensorFile file = WeightSource.open(model)) {
      StegoTensors tensors = StegoCheckpoint.read(file, hints);
      tensors.backboneConfig().requirePhotographs(file.source());
      if (options.classes() == StegoModel.Classes.LINEAR && tensors.linear().isEmpty()) {
        throw new InputException(
            file.source() + ": it has no linear probe, since it was trained without labels");
      }
      if (backboneWeights != null) {
        return open(tensors.withBackbone(backboneWeights));
      }
      if (backbone == null) {
        return open(tensors);
      }
      try (TensorFile weights = WeightSource.open(backbone)) {
        return open(tensors.withBackbone(BackboneWeights.find(weights, hints)));
      }
    }
  }

  private Segmenter open(StegoTensors tensors) {
    if (backend != null) {
      return open(tensors, backend, () -> {});
    }
    Backend opened = Backends.open(device, backendOptions);
    return open(tensors, opened, opened);
  }

  /** Loads the model; whatever goes wrong, nothing stays open. */
  private Segmenter open(StegoTensors tensors, Backend where, AutoCloseable toClose) {
    Scope owner = where.scope();
    AutoCloseable resources =
        () -> {
          try (toClose) {
            owner.close();
          }
        };
    boolean done = false;
    try {
      StegoModel loaded = StegoModel.load(where, tensors, owner);
      Segmenter segmenter = new Segmenter(loaded, options, new ImageReader(pixelLimit), resources);
      done = true;
      return segmenter;
    } finally {
      if (!done) {
        closeQuietly(resources);
      }
    }
  }

  /** After a failure that is on its way to the caller; a second one would hide it. */
  private static void closeQuietly(AutoCloseable resources) {
    try {
      resources.close();
    } catch (Exception e) {
      LOG.log(System.Logger.Level.DEBUG, "closing after a failure", e);
    }
  }
}
