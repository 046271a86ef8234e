package ai.stego.vit.weights;

import ai.stego.tensor.InputException;
import ai.stego.tensor.Shape;
import ai.stego.tensor.io.HostTensor;
import ai.stego.tensor.io.NamedTensors;
import ai.stego.tensor.io.TensorFile;
import ai.stego.tensor.io.TensorProblems;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a trained segmentation model: a Lightning checkpoint of the STEGO authors' code (Hamilton
 * et al. 2022) or this library's {@link ModelFile}.
 */
public final class StegoCheckpoint {
  private static final String CENTROIDS = "cluster_probe.clusters";
  private static final String UNUSED = "train_cluster_probe.clusters";
  private static final String BACKBONE = "net.model.";

  /** From the checkpoint's names to the model file's; 1x1 convolutions become matrices. */
  private static final Map<String, String> NAMES = names();

  private StegoCheckpoint() {}

  private static Map<String, String> names() {
    Map<String, String> names = new LinkedHashMap<>();
    for (String kind : new String[] {"weight", "bias"}) {
      names.put("net.cluster1.0." + kind, StegoTensors.HEAD + "linear1." + kind);
      names.put("net.cluster2.0." + kind, StegoTensors.HEAD + "linear2." + kind);
      names.put("net.cluster2.2." + kind, StegoTensors.HEAD + "linear3." + kind);
      names.put("linear_probe." + kind, "linear." + kind);
    }
    names.put(CENTROIDS, StegoTensors.CENTROIDS);
    return names;
  }

  /**
   * Whether a file holds a segmentation model and not just a backbone.
   *
   * @param file an open file
   * @return true if {@link #read} is worth trying
   */
  public static boolean isStego(TensorFile file) {
    return ModelFile.isModel(file) || prefix(file).isPresent();
  }

  /**
   * Reads a model of either kind.
   *
   * @param path the file
   * @return the model
   * @throws InputException if it is no such model, or its tensors are missing, unexpected,
   *     misshapen or do not fit together: all are reported at once
   * @throws IOException if it does not exist, cannot be read or is damaged
   */
  public static StegoTensors read(Path path) throws IOException {
    // Closed only after a failure: the backbone is read from the mapping when it is asked for.
    TensorFile file = WeightSource.open(path);
    boolean done = false;
    try {
      StegoTensors model = read(file);
      done = true;
      return model;
    } finally {
      if (!done) {
        file.close();
      }
    }
  }

  /**
   * Reads a model of either kind.
   *
   * @param file the open file; it must stay open as long as the backbone is needed
   * @return the model
   * @throws InputException if it is no such model, or its tensors are missing, unexpected,
   *     misshapen or do not fit together: all are reported at once
   */
  public static StegoTensors read(TensorFile file) {
    return read(file, BackboneWeights.Hints.NONE);
  }

  /**
   * Reads a model of either kind, with what the tensors of its backbone cannot say.
   *
   * @param file the open file; it must stay open as long as the backbone is needed
   * @param hints the backbone's number of heads and trained grid, where they are not the usual ones
   * @return the model
   * @throws InputException if it is no such model, its tensors are missing, unexpected, misshapen
   *     or do not fit together, or a model file says something else than the hints
   */
  public static StegoTensors read(TensorFile file, BackboneWeights.Hints hints) {
    if (ModelFile.isModel(file)) {
      return ModelFile.read(file, hints);
    }
    String prefix =
        prefix(file)
            .orElseThrow(
                () ->
                    new InputException(
                        file.source()
                            + ": no STEGO model: no head and no probes among its "
                            + file.names().size()
                            + " tensors"));
    NamedTensors state = file.withPrefix(prefix);
    checkNames(state);
    BackboneWeights backbone = BackboneWeights.find(state, hints);
    Map<String, String> metadata =
        file instanceof TorchFile torch ? LightningConfig.read(torch.tree()) : Map.of();
    return StegoTensors.of(
        whole(renamed(state)), backbone.config(), Optional.of(backbone.tensors()), metadata);
  }

  private static Optional<String> prefix(TensorFile file) {
    for (String prefix : new String[] {"state_dict.", ""}) {
      for (String name : NAMES.keySet()) {
        if (file.contains(prefix + name)) {
          return Optional.of(prefix);
        }
      }
    }
    return Optional.empty();
  }

  private static void checkNames(NamedTensors state) {
    TensorProblems problems = new TensorProblems();
    for (String name : state.names()) {
      boolean known =
          NAMES.containsKey(name)
              || name.equals(UNUSED)
              || name.startsWith("decoder.")
              || name.startsWith(BACKBONE);
      if (!known) {
        problems.unexpected(name, state.shape(name));
      }
    }
    problems.throwIfAny(state.source(), "not a sound STEGO checkpoint");
  }

  private static NamedTensors renamed(NamedTensors state) {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    NAMES.forEach(
        (from, to) -> {
          if (state.contains(from)) {
            tensors.put(to, new HostTensor(matrix(state.shape(from)), state.values(from)));
          }
        });
    return NamedTensors.of(state.source(), tensors);
  }

  /** Model files may do without a head or a linear probe; the authors' code never does. */
  private static NamedTensors whole(NamedTensors tensors) {
    TensorProblems problems = new TensorProblems();
    for (String name : new String[] {StegoTensors.HEAD_WEIGHT, StegoTensors.LINEAR_WEIGHT}) {
      if (!tensors.contains(name)) {
        problems.missing(name);
      }
    }
    problems.throwIfAny(tensors.source(), "not a sound STEGO checkpoint");
    return tensors;
  }

  /** (rows, columns, 1, 1) is the same matrix without its two last axes. */
  private static Shape matrix(Shape shape) {
    boolean convolution = shape.rank() == 4 && shape.axis(2) == 1 && shape.axis(3) == 1;
    return convolution ? Shape.of(Arrays.copyOf(shape.toArray(), 2)) : shape;
  }
}
