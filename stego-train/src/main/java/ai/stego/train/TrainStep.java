package ai.stego.train;

import ai.stego.nn.LossFunctions;
import ai.stego.nn.MatrixFunctions;
import ai.stego.nn.Parameters;
import ai.stego.nn.Tape;
import ai.stego.nn.Var;
import ai.stego.nn.optim.Adam;
import ai.stego.tensor.Rng;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.io.HostTensor;
import ai.stego.tensor.io.NamedTensors;
import ai.stego.train.config.Setting;
import ai.stego.train.config.TrainConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** One step of the training: forward, backward, and an update of head, cluster and linear probe. */
final class TrainStep {
  /**
   * What one step learns from.
   *
   * @param features (B,h,w,F) of the images
   * @param neighbors (B,h,w,F) of one neighbour of each
   * @param labels the images' labels; empty without a linear probe
   * @param draws the random choices of the correspondence loss
   */
  record Batch(Tensor features, Tensor neighbors, Optional<Labels> labels, StepDraws draws) {}

  /**
   * Labels of a batch.
   *
   * @param side R
   * @param values B·R·R classes
   */
  record Labels(int side, int[] values) {}

  private final StegoNetwork network;
  private final CorrespondenceLoss loss;
  private final double dropout;
  private final Parameters parameters;
  private final Map<String, Adam> optimizers = new LinkedHashMap<>();

  TrainStep(StegoNetwork network, TrainConfig config, Scope owner) {
    this.network = network;
    this.loss = CorrespondenceLoss.of(config);
    this.dropout = config.number(Setting.DROPOUT);
    this.parameters = network.parameters();
    addOptimizer("head", network.head(), config.number(Setting.HEAD_RATE), owner);
    addOptimizer("cluster", network.clusterProbe(), config.number(Setting.CLUSTER_RATE), owner);
    if (network.linear().isPresent()) {
      addOptimizer("linear", network.linearProbe(), config.number(Setting.LINEAR_RATE), owner);
    }
  }

  private void addOptimizer(String name, Parameters all, double rate, Scope owner) {
    optimizers.put(name, new Adam(all, Adam.Settings.DEFAULT.withRate(rate), owner));
  }

  /** Steps taken so far. */
  long steps() {
    return optimizers.get("head").steps();
  }

  /**
   * Takes one step.
   *
   * @param masks draws the dropout masks
   */
  StepReport run(Batch batch, Rng masks) {
    try (Tape tape = new Tape(network.backend())) {
      Var features = tape.constant(batch.features());
      Var codes = network.codes(features, dropout, masks.split("images"));
      CorrespondenceLoss.Outcome outcome =
          loss.forward(
              maps(features, codes, masks.split("images")),
              neighborMaps(tape.constant(batch.neighbors()), masks.split("neighbours")),
              batch.draws());
      Optional<Var> linear = batch.labels().map(labels -> linearLoss(codes.detach(), labels));
      Var cluster = LossFunctions.clusterLoss(codes.detach(), tape.parameter(network.centroids()));
      Var total = MatrixFunctions.add(outcome.total(), cluster);
      if (linear.isPresent()) {
        total = MatrixFunctions.add(total, linear.get());
      }
      parameters.zeroGradients();
      tape.backward(total);
      double largest = largestCluster(codes.value());
      optimizers.values().forEach(Adam::step);
      return report(outcome, total, cluster, linear, largest);
    }
  }

  private CorrespondenceLoss.Maps neighborMaps(Var features, Rng masks) {
    return maps(features, network.codes(features, dropout, masks), masks);
  }

  /** The features that the loss sees have channels dropped too, by a mask of their own. */
  private CorrespondenceLoss.Maps maps(Var features, Var codes, Rng masks) {
    Var seen = StegoNetwork.dropped(features, dropout, masks.split("loss"));
    return new CorrespondenceLoss.Maps(seen, codes);
  }

  private Var linearLoss(Var codes, Labels labels) {
    Var logits = network.linear().orElseThrow().forward(codes);
    return LossFunctions.resizedCrossEntropy(logits, labels.side(), labels.side(), labels.values());
  }

  /** The share of patches in the cluster that takes most of them, before this step's update. */
  private double largestCluster(Tensor codes) {
    Tensor centroids = network.centroids().value();
    int clusters = centroids.shape().axis(0);
    int patches = Math.toIntExact(codes.size() / codes.shape().axis(-1));
    int[] labels = new int[patches];
    try (Scope scratch = network.backend().scope()) {
      Tensor cosines = scratch.tensor(patches, clusters);
      network.backend().cluster().cosine(codes.reshape(patches, -1), centroids, cosines);
      network.backend().row().argMax(cosines, labels);
    }
    int[] counts = new int[clusters];
    int most = 0;
    for (int label : labels) {
      most = Math.max(most, ++counts[label]);
    }
    return most / (double) patches;
  }

  private StepReport report(
      CorrespondenceLoss.Outcome outcome,
      Var total,
      Var cluster,
      Optional<Var> linear,
      double largest) {
    return new StepReport(
        steps(),
        scalar(total),
        scalar(outcome.total()),
        scalar(cluster),
        linear.isPresent() ? OptionalDouble.of(scalar(linear.get())) : OptionalDouble.empty(),
        StepReport.Term.of(List.of(outcome.self())),
        StepReport.Term.of(List.of(outcome.neighbor())),
        StepReport.Term.of(outcome.negatives()),
        largest);
  }

  private static double scalar(Var value) {
    return value.value().toArray()[0];
  }

  /** Parameters, and what the optimisers remember. */
  NamedTensors save() {
    Map<String, HostTensor> all = new LinkedHashMap<>();
    put(all, "parameters.", parameters.save("training"));
    optimizers.forEach((name, adam) -> put(all, "adam." + name + ".", adam.save("training")));
    return NamedTensors.of("training", all);
  }

  private static void put(Map<String, HostTensor> all, String prefix, NamedTensors tensors) {
    tensors.names().forEach(name -> all.put(prefix + name, tensors.get(name)));
  }

  /** Goes back to what was saved. */
  void restore(NamedTensors saved) {
    parameters.restore(saved.withPrefix("parameters."));
    optimizers.forEach((name, adam) -> adam.restore(saved.withPrefix("adam." + name + ".")));
  }
}
