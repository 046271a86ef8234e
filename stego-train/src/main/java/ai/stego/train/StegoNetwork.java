package ai.stego.train;

import ai.stego.nn.ActivationFunctions;
import ai.stego.nn.LinearParameters;
import ai.stego.nn.MatrixFunctions;
import ai.stego.nn.Parameter;
import ai.stego.nn.Parameters;
import ai.stego.nn.Var;
import ai.stego.nn.init.Initializers;
import ai.stego.segment.ClusterProbe;
import ai.stego.segment.LinearProbe;
import ai.stego.segment.SegmentationHead;
import ai.stego.tensor.Backend;
import ai.stego.tensor.Rng;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Shape;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.io.NamedTensors;
import ai.stego.train.eval.HeadAndProbes;
import ai.stego.vit.weights.BackboneWeights;
import ai.stego.vit.weights.StegoTensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is learnt: the segmentation head and both probes (Hamilton et al. 2022, section 3.3). Its
 * parameters have the names of the model file.
 *
 * @param backend where it lives
 * @param linear1 F to Z
 * @param branch the nonlinear summand of the head; empty in a linear head
 * @param centroids (K+E,Z)
 * @param linear the linear probe, Z to K; empty without labels
 */
public record StegoNetwork(
    Backend backend,
    LinearParameters linear1,
    Optional<Branch> branch,
    Parameter centroids,
    Optional<LinearParameters> linear) {
  /**
   * The nonlinear summand.
   *
   * @param linear2 F to F
   * @param linear3 F to Z
   */
  public record Branch(LinearParameters linear2, LinearParameters linear3) {}

  /**
   * How large it is.
   *
   * @param features F
   * @param code Z
   * @param clusters K + E
   * @param classes K of the linear probe; 0 without labels
   * @param nonlinear whether the head has its nonlinear summand
   */
  public record Sizes(int features, int code, int clusters, int classes, boolean nonlinear) {}

  /**
   * Makes a network with random values, distributed as PyTorch's defaults for its layers and
   * standard normal for the centroids, as the reference begins.
   *
   * @param backend where it will live
   * @param sizes how large it is
   * @param rng where the values come from
   * @param owner keeps the parameters
   * @return the network
   */
  public static StegoNetwork create(Backend backend, Sizes sizes, Rng rng, Scope owner) {
    int width = sizes.features();
    int code = sizes.code();
    Optional<Branch> branch = Optional.empty();
    if (sizes.nonlinear()) {
      branch =
          Optional.of(
              new Branch(
                  LinearParameters.create("head.linear2", width, width, rng, owner),
                  LinearParameters.create("head.linear3", width, code, rng, owner)));
    }
    Optional<LinearParameters> linear = Optional.empty();
    if (sizes.classes() > 0) {
      linear = Optional.of(LinearParameters.create("linear", code, sizes.classes(), rng, owner));
    }
    Shape shape = Shape.of(sizes.clusters(), code);
    float[] centroids =
        Initializers.normal(Math.toIntExact(shape.size()), rng.split("cluster.centroids"));
    return new StegoNetwork(
        backend,
        LinearParameters.create("head.linear1", width, code, rng, owner),
        branch,
        Parameter.of("cluster.centroids", shape, centroids, owner),
        linear);
  }

  /**
   * The codes of features: linear1(x) + linear3(relu(linear2(x))), each x with channels dropped by
   * a mask of its own.
   *
   * @param features (B,h,w,F)
   * @param dropout share of channels that are dropped; 0 for none
   * @param rng draws the masks
   * @return (B,h,w,Z)
   */
  public Var codes(Var features, double dropout, Rng rng) {
    Var codes = linear1.forward(dropped(features, dropout, rng.split("linear1")));
    if (branch.isEmpty()) {
      return codes;
    }
    Var hidden = branch.get().linear2().forward(dropped(features, dropout, rng.split("linear2")));
    Var rest = branch.get().linear3().forward(ActivationFunctions.relu(hidden));
    return MatrixFunctions.add(codes, rest);
  }

  /**
   * Drops channels.
   *
   * @param x (B,...,C)
   * @param dropout the share; 0 for none
   * @param rng draws the mask
   * @return the shape of x
   */
  static Var dropped(Var x, double dropout, Rng rng) {
    return dropout == 0 ? x : ActivationFunctions.channelDropout(x, dropout, rng);
  }

  /**
   * The parameters of the head.
   *
   * @return {@code head.linear1.weight} and so on
   */
  public Parameters head() {
    List<Parameter> list = new ArrayList<>(linear1.list());
    branch.ifPresent(
        both -> {
          list.addAll(both.linear2().list());
          list.addAll(both.linear3().list());
        });
    return new Parameters(backend, list);
  }

  /**
   * The parameters of the cluster probe.
   *
   * @return {@code cluster.centroids}
   */
  public Parameters clusterProbe() {
    return new Parameters(backend, List.of(centroids));
  }

  /**
   * The parameters of the linear probe.
   *
   * @return {@code linear.weight} and {@code linear.bias}; none without labels
   */
  public Parameters linearProbe() {
    return new Parameters(backend, linear.map(LinearParameters::list).orElse(List.of()));
  }

  /**
   * All parameters.
   *
   * @return head, cluster probe, linear probe
   */
  public Parameters parameters() {
    return head().and(clusterProbe()).and(linearProbe());
  }

  /**
   * Head and probes as they are now, ready to segment.
   *
   * @param owner keeps copies of the parameters
   * @return what comes after the backbone
   */
  public HeadAndProbes snapshot(Scope owner) {
    Optional<SegmentationHead.Branch> rest =
        branch.map(
            both ->
                new SegmentationHead.Branch(
                    both.linear2().toLinear(backend, owner),
                    both.linear3().toLinear(backend, owner)));
    Tensor copy = owner.tensor(centroids.shape());
    backend.matrix().copy(centroids.value(), copy);
    return new HeadAndProbes(
        Optional.of(new SegmentationHead(backend, linear1.toLinear(backend, owner), rest)),
        new ClusterProbe(backend, copy, ClusterProbe.STEGO_SHARPNESS),
        linear.map(layer -> new LinearProbe(layer.toLinear(backend, owner))));
  }

  /**
   * The trained parts under the names of the model file.
   *
   * @param weights the backbone that it was trained on
   * @param classes K
   * @param metadata texts about the model
   * @return the model, with its backbone
   */
  public StegoTensors model(BackboneWeights weights, int classes, Map<String, String> metadata) {
    NamedTensors all = parameters().save("trained model");
    Optional<StegoTensors.LinearProbeTensors> probe =
        linear.map(
            layer ->
                new StegoTensors.LinearProbeTensors(
                    all.get("linear.weight"), all.get("linear.bias")));
    return StegoTensors.trained(
        weights,
        Optional.of(all.withPrefix("head.")),
        all.get("cluster.centroids"),
        probe,
        classes,
        metadata);
  }
}
