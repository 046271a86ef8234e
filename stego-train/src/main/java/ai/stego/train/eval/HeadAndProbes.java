package ai.stego.train.eval;

import ai.stego.segment.ClusterProbe;
import ai.stego.segment.LinearProbe;
import ai.stego.segment.Probe;
import ai.stego.segment.SegmentationHead;
import ai.stego.segment.StegoModel;
import ai.stego.tensor.Backend;
import ai.stego.tensor.InputException;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Tensor;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * The trained parts of a model: what comes after the backbone.
 *
 * @param head features to codes; empty if the features are the codes
 * @param clusters codes to clusters
 * @param linear codes to labelled classes, where a linear probe was trained
 */
public record HeadAndProbes(
    Optional<SegmentationHead> head, ClusterProbe clusters, Optional<LinearProbe> linear) {

  /**
   * The parts of a model.
   *
   * @param model whose backbone is left aside
   * @return the rest
   */
  public static HeadAndProbes of(StegoModel model) {
    return new HeadAndProbes(model.head(), model.clusters(), model.linear());
  }

  /**
   * Where they run.
   *
   * @return the cluster probe's backend
   */
  public Backend backend() {
    return clusters.backend();
  }

  /** Those probes that there are. */
  Map<StegoModel.Classes, Probe> probes() {
    Map<StegoModel.Classes, Probe> probes = new EnumMap<>(StegoModel.Classes.class);
    linear.ifPresent(probe -> probes.put(StegoModel.Classes.LINEAR, probe));
    probes.put(StegoModel.Classes.CLUSTER, clusters);
    return probes;
  }

  /**
   * The codes of features.
   *
   * @param features (B,h,w,F)
   * @param scope makes the result
   * @return (B,h,w,Z); the features themselves if there is no head
   */
  public Tensor codes(Tensor features, Scope scope) {
    if (head.isEmpty()) {
      return features;
    }
    int[] axes = features.shape().toArray();
    Tensor patches = features.reshape(axes[0], axes[1] * axes[2], axes[3]);
    return head.get().forward(patches, scope).reshape(axes[0], axes[1], axes[2], -1);
  }

  /**
   * Checks that classes can be compared with what the probes say.
   *
   * @param classes K of the labels
   * @param labels what they are, for the message
   * @throws InputException if the linear probe has another K, or there are fewer clusters
   */
  void requireClasses(int classes, String labels) {
    if (linear.isPresent() && linear.get().classes() != classes) {
      throw new InputException(
          labels + ": the model has " + linear.get().classes() + " classes, not " + classes);
    }
    if (clusters.classes() < classes) {
      throw new InputException(
          labels
              + ": the model has only "
              + clusters.classes()
              + " clusters for "
              + classes
              + " classes");
    }
  }
}
