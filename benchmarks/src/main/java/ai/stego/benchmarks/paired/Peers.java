package ai.stego.benchmarks.paired;

import ai.stego.benchmarks.work.Backbones;
import ai.stego.benchmarks.work.Inputs;
import ai.stego.tensor.InputException;
import ai.stego.tensor.io.TensorFile;
import ai.stego.vit.VisionTransformer;
import ai.stego.vit.weights.BackboneWeights;
import ai.stego.vit.weights.WeightSource;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;

/**
 * The other libraries that are there, and the models they share with us.
 *
 * @param folder where {@code make_models.py} wrote
 * @param engines in the order of their names; empty if nobody is there
 * @param log hears how far results are apart
 */
record Peers(Path folder, List<PeerEngine> engines, PrintStream log) {
  /** Largest difference between values of up to about 5 that may come from rounding. */
  private static final double TOLERANCE = 1e-3;

  static Peers none(PrintStream log) {
    return new Peers(Path.of(""), List.of(), log);
  }

  static Peers find(Path folder, PrintStream log) {
    List<PeerEngine> found =
        ServiceLoader.load(PeerEngine.class).stream()
            .map(ServiceLoader.Provider::get)
            .sorted(Comparator.comparing(PeerEngine::name))
            .toList();
    if (found.isEmpty()) {
      throw new InputException(
          "peers: none is on the class path; build with -P peers (scripts/benchmark.sh does)");
    }
    return new Peers(folder, found, log);
  }

  /** Our model with the weights that the peers have. */
  VisionTransformer load(Inputs in, String model) throws IOException {
    try (TensorFile file = WeightSource.open(folder.resolve(model + ".safetensors"))) {
      return Backbones.load(in, BackboneWeights.find(file));
    }
  }

  /** Compares results; whoever computes something else is not timed. */
  void requireSame(String name, float[] ours, float[] theirs) {
    if (ours.length != theirs.length) {
      throw new InputException(
          name + ": " + theirs.length + " values, expected " + ours.length + " like ours");
    }
    double largest = 0;
    double apart = 0;
    for (int i = 0; i < ours.length; i++) {
      double difference = Math.abs((double) ours[i] - theirs[i]);
      if (!(difference <= TOLERANCE)) {
        throw new InputException(
            "%s: value %d is %g, ours is %g: not the same computation"
                .formatted(name, i, theirs[i], ours[i]));
      }
      apart = Math.max(apart, difference);
      largest = Math.max(largest, Math.abs(ours[i]));
    }
    log.printf(
        Locale.ROOT, "  %s: at most %.1e from ours, of values up to %.1f%n", name, apart, largest);
  }
}
