package ai.stego.train;

import static ai.stego.tensor.testing.Close.assertClose;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.stego.tensor.Backend;
import ai.stego.tensor.Rng;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.io.HostTensor;
import ai.stego.tensor.io.NamedTensors;
import ai.stego.tensor.io.TensorFile;
import ai.stego.tensor.testing.Golden;
import ai.stego.tensor.testing.TestBackends;
import ai.stego.train.config.Setting;
import ai.stego.train.config.TrainConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Ten whole training steps against the reference. */
class TrainStepTest {
  private static final Map<String, String> NAMES = new LinkedHashMap<>();

  static {
    for (String kind : List.of(".weight", ".bias")) {
      NAMES.put("head.linear1" + kind, "cluster1.0" + kind);
      NAMES.put("head.linear2" + kind, "cluster2.0" + kind);
      NAMES.put("head.linear3" + kind, "cluster2.2" + kind);
      NAMES.put("linear" + kind, "linear_probe" + kind);
    }
    NAMES.put("cluster.centroids", "cluster_probe.clusters");
  }

  static List<String> backends() {
    return TestBackends.names();
  }

  @ParameterizedTest
  @MethodSource("backends")
  void tenStepsAreTheReferences(String name) throws Exception {
    try (Backend backend = TestBackends.open(name);
        TensorFile golden = Golden.open("train10.safetensors");
        Scope owner = backend.scope()) {
      StegoNetwork.Sizes sizes = new StegoNetwork.Sizes(32, 12, 5, 5, true);
      StegoNetwork network = StegoNetwork.create(backend, sizes, Rng.of(1), owner);
      network.parameters().restore(named(golden, network, "init."));
      TrainConfig config =
          CorrespondenceLossTest.config(golden.metadata()).with(Setting.DROPOUT, 0);
      TrainStep step = new TrainStep(network, config, owner);
      float[] losses = golden.values("losses");
      for (int i = 0; i < 10; i++) {
        StepReport report = step.run(batch(golden, "s" + i + ".", owner), Rng.of(i));
        double[] actual = {
          report.correspondence(), report.linear().orElseThrow(), report.cluster(), report.total()
        };
        for (int k = 0; k < actual.length; k++) {
          assertEquals(losses[i * 4 + k], actual[k], 1e-5 * Math.abs(losses[i * 4 + k]) + 1e-6);
        }
      }
      NamedTensors expected = named(golden, network, "final.");
      NamedTensors actual = network.parameters().save("actual");
      for (String tensor : actual.names()) {
        assertClose(tensor, expected.values(tensor), actual.values(tensor), 2e-5, 1e-3);
      }
    }
  }

  private static TrainStep.Batch batch(TensorFile golden, String prefix, Scope owner) {
    float[] labels = golden.values(prefix + "labels");
    int[] values = new int[labels.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (int) labels[i];
    }
    return new TrainStep.Batch(
        maps(golden, prefix + "feats", owner),
        maps(golden, prefix + "feats_pos", owner),
        Optional.of(new TrainStep.Labels(golden.shape(prefix + "labels").axis(1), values)),
        draws(golden, prefix));
  }

  private static Tensor maps(TensorFile golden, String name, Scope owner) {
    HostTensor maps = CorrespondenceLossTest.channelsLast(golden.get(name));
    return owner.tensor(maps.shape(), maps.values());
  }

  /** The random choices that a golden file records. */
  static StepDraws draws(TensorFile golden, String prefix) {
    HostTensor shuffles = golden.get(prefix + "perms");
    int rounds = shuffles.shape().axis(0);
    int batch = shuffles.shape().axis(1);
    int[][] rows = new int[rounds][batch];
    for (int i = 0; i < rounds * batch; i++) {
      rows[i / batch][i % batch] = (int) shuffles.values()[i];
    }
    return new StepDraws(
        golden.values(prefix + "coords1"), golden.values(prefix + "coords2"), rows);
  }

  private static NamedTensors named(TensorFile golden, StegoNetwork network, String prefix) {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    network
        .parameters()
        .list()
        .forEach(
            parameter -> {
              float[] values = golden.values(prefix + NAMES.get(parameter.name()));
              tensors.put(parameter.name(), new HostTensor(parameter.shape(), values));
            });
    return NamedTensors.of("golden", tensors);
  }
}
