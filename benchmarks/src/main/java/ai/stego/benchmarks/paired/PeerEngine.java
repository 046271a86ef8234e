package ai.stego.benchmarks.paired;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Another library that runs the same models, found by {@link java.util.ServiceLoader}. None is on
 * the class path unless it was built with the Maven profile {@code peers}.
 */
public interface PeerEngine {
  /**
   * Its name and version.
   *
   * @return such as {@code "ONNX Runtime 1.29.0"}
   */
  String name();

  /**
   * Opens a model.
   *
   * @param folder where {@code make_models.py} wrote
   * @param model such as {@code "vits8"}
   * @param image what it will run on
   * @param threads 1 or more
   * @return the model
   * @throws IOException if it cannot be read
   */
  Peer open(Path folder, String model, Image image, int threads) throws IOException;

  /**
   * One normalised image.
   *
   * @param side R
   * @param values (3,R,R)
   */
  record Image(int side, float[] values) {}
}
