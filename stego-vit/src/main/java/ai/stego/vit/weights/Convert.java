package ai.stego.vit.weights;

import ai.stego.tensor.InputException;
import ai.stego.tensor.io.SafeTensorsWriter;
import ai.stego.tensor.io.TensorFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Turns weight files of any known kind into safetensors. */
public final class Convert {
  private Convert() {}

  /**
   * Converts a backbone to DINO's names, or a segmentation model to a {@link ModelFile} with its
   * backbone embedded if it has one.
   *
   * @param in the file to read
   * @param out the file to write, whole or not at all; may be the same
   * @throws InputException if the file is no sound backbone or model
   * @throws IOException if a file cannot be read or written
   */
  public static void toSafeTensors(Path in, Path out) throws IOException {
    toSafeTensors(in, out, BackboneWeights.Hints.NONE);
  }

  /**
   * Converts as {@link #toSafeTensors(Path, Path)}, told what the tensors of a backbone cannot say.
   *
   * @param in the file to read
   * @param out the file to write, whole or not at all; may be the same
   * @param hints what the tensors of the backbone, or of a model's backbone, cannot say
   * @throws InputException if the file is no sound backbone or model
   * @throws IOException if a file cannot be read or written
   */
  public static void toSafeTensors(Path in, Path out, BackboneWeights.Hints hints)
      throws IOException {
    try (TensorFile file = WeightSource.open(in)) {
      if (StegoCheckpoint.isStego(file)) {
        StegoTensors model = StegoCheckpoint.read(file, hints);
        ModelFile.write(out, model, model.backbone().isPresent());
        return;
      }
      BackboneWeights weights = BackboneWeights.find(file, hints);
      Map<String, String> metadata = new TreeMap<>();
      ConfigMetadata.put(metadata, weights.config());
      metadata.put(ModelFile.BACKBONE_SHA256, weights.sha256());
      SafeTensorsWriter.write(out, weights.tensors(), metadata);
    }
  }
}
