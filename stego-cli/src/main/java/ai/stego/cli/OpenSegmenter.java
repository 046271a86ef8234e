package ai.stego.cli;

import ai.stego.segment.Segmenter;
import ai.stego.segment.SegmenterOptions;
import ai.stego.segment.StegoModel;
import ai.stego.tensor.Backend;
import ai.stego.tensor.InputException;
import ai.stego.tensor.Scope;
import ai.stego.tensor.io.TensorFile;
import ai.stego.vit.VitConfig;
import ai.stego.vit.weights.BackboneWeights;
import ai.stego.vit.weights.StegoCheckpoint;
import ai.stego.vit.weights.StegoTensors;
import ai.stego.vit.weights.WeightSource;
import java.io.IOException;
import java.nio.file.Path;

/** A segmenter opened from files, with the backend and the weights that it stands on. */
final class OpenSegmenter implements AutoCloseable {
  private final Backend backend;
  private final Scope owner;
  private final Segmenter segmenter;

  private OpenSegmenter(Backend backend, Scope owner, Segmenter segmenter) {
    this.backend = backend;
    this.owner = owner;
    this.segmenter = segmenter;
  }

  /**
   * The files of a model.
   *
   * @param model a checkpoint or a model file
   * @param backbone its backbone, if it does not hold that; else null
   * @param hints what the tensors of the backbone cannot say
   */
  record Files(Path model, Path backbone, BackboneWeights.Hints hints) {}

  /**
   * Opens a segmenter; whatever goes wrong, nothing stays open.
   *
   * @throws InputException if the files do not fit together or the options, or are not for
   *     photographs
   * @throws IOException if a file is missing or damaged
   */
  static OpenSegmenter open(Files files, DeviceOptions device, SegmenterOptions options)
      throws IOException {
    try (TensorFile file = WeightSource.open(files.model())) {
      StegoTensors tensors = StegoCheckpoint.read(file, files.hints());
      requireColours(files.model().toString(), tensors.backboneConfig());
      if (files.backbone() == null) {
        return load(tensors, device, options);
      }
      try (TensorFile weights = WeightSource.open(files.backbone())) {
        BackboneWeights backbone = BackboneWeights.find(weights, files.hints());
        return load(tensors.withBackbone(backbone), device, options);
      }
    }
  }

  /** Photographs have red, green and blue, so the backbone must take three channels. */
  static void requireColours(String source, VitConfig config) {
    if (config.channels() != 3) {
      throw new InputException(
          source
              + ": the backbone takes images of "
              + config.channels()
              + " channels, photographs have 3");
    }
  }

  private static OpenSegmenter load(
      StegoTensors tensors, DeviceOptions device, SegmenterOptions options) {
    Backend backend = device.open();
    Scope owner = null;
    boolean opened = false;
    try {
      owner = backend.scope();
      StegoModel model = StegoModel.load(backend, tensors, owner);
      OpenSegmenter all = new OpenSegmenter(backend, owner, new Segmenter(model, options));
      opened = true;
      return all;
    } finally {
      if (!opened) {
        close(backend, owner);
      }
    }
  }

  private static void close(Backend backend, Scope owner) {
    try {
      if (owner != null) {
        owner.close();
      }
    } finally {
      backend.close();
    }
  }

  /** The segmenter; not to be used once this is closed. */
  Segmenter segmenter() {
    return segmenter;
  }

  @Override
  public void close() {
    try {
      segmenter.close();
    } finally {
      close(backend, owner);
    }
  }
}
