package ai.stego.train;

import static ai.stego.tensor.testing.Close.assertClose;

import ai.stego.nn.Parameter;
import ai.stego.nn.Tape;
import ai.stego.tensor.Backend;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Shape;
import ai.stego.tensor.io.HostTensor;
import ai.stego.tensor.io.TensorFile;
import ai.stego.tensor.testing.Golden;
import ai.stego.tensor.testing.Layout;
import ai.stego.tensor.testing.TestBackends;
import ai.stego.train.config.Setting;
import ai.stego.train.config.TrainConfig;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The whole loss with its gradients against the reference. */
class CorrespondenceLossTest {
  static Stream<Arguments> cases() {
    return TestBackends.names().stream()
        .flatMap(
            backend ->
                Stream.of("base", "nonsquare", "nopointwise", "noclamp", "stabilized", "cocos8")
                    .map(name -> Arguments.of(backend, name)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void lossesAndGradientsAreTheReferences(String name, String file) throws Exception {
    try (Backend backend = TestBackends.open(name);
        TensorFile golden = Golden.open("corr_loss." + file + ".safetensors");
        Scope scope = backend.scope();
        Tape tape = new Tape(backend)) {
      Parameter codes = parameter(golden, "code", scope);
      Parameter codesPos = parameter(golden, "code_pos", scope);
      CorrespondenceLoss loss = CorrespondenceLoss.of(config(golden.metadata()));
      CorrespondenceLoss.Outcome outcome =
          loss.forward(
              new CorrespondenceLoss.Maps(
                  tape.constant(parameter(golden, "feats", scope).value()), tape.parameter(codes)),
              new CorrespondenceLoss.Maps(
                  tape.constant(parameter(golden, "feats_pos", scope).value()),
                  tape.parameter(codesPos)),
              TrainStepTest.draws(golden, ""));
      tape.backward(outcome.total());

      StepReport.Term self = StepReport.Term.of(java.util.List.of(outcome.self()));
      StepReport.Term neighbor = StepReport.Term.of(java.util.List.of(outcome.neighbor()));
      StepReport.Term negative = StepReport.Term.of(outcome.negatives());
      scalar(golden, "pos_intra_loss", self.loss());
      scalar(golden, "pos_inter_loss", neighbor.loss());
      scalar(golden, "neg_inter_loss", negative.loss());
      scalar(golden, "pos_intra_cd_mean", self.codeCosine());
      scalar(golden, "pos_inter_cd_mean", neighbor.codeCosine());
      scalar(golden, "neg_inter_cd_mean", negative.codeCosine());
      scalar(golden, "total", outcome.total().value().toArray()[0]);
      gradient(golden, "grad_code", codes);
      gradient(golden, "grad_code_pos", codesPos);
    }
  }

  private static void scalar(TensorFile golden, String name, double actual) {
    assertClose(name, golden.values(name), new float[] {(float) actual}, 1e-7, 1e-5);
  }

  private static void gradient(TensorFile golden, String name, Parameter actual) {
    float[] expected = channelsLast(golden.get(name)).values();
    assertClose(name, expected, actual.gradient().toArray(), 1e-6, 1e-3);
  }

  private static Parameter parameter(TensorFile golden, String name, Scope scope) {
    HostTensor maps = channelsLast(golden.get(name));
    return Parameter.of(name, maps.shape(), maps.values(), scope);
  }

  static HostTensor channelsLast(HostTensor maps) {
    int[] axes = maps.shape().toArray();
    return new HostTensor(
        Shape.of(axes[0], axes[2], axes[3], axes[1]),
        Layout.channelsLast(maps.values(), axes[1], axes[2] * axes[3]));
  }

  /** The reference's names for the settings of its loss. */
  static TrainConfig config(Map<String, String> reference) {
    return TrainConfig.DEFAULT
        .with(Setting.POINTWISE, reference.get("pointwise").equals("True"))
        .with(Setting.ZERO_CLAMP, reference.get("zero_clamp").equals("True"))
        .with(Setting.STABILIZED, reference.get("stabalize").equals("True"))
        .with(Setting.SELF_SHIFT, reference.get("pos_intra_shift"))
        .with(Setting.NEIGHBOR_SHIFT, reference.get("pos_inter_shift"))
        .with(Setting.NEGATIVE_SHIFT, reference.get("neg_inter_shift"))
        .with(Setting.SELF_WEIGHT, reference.get("pos_intra_weight"))
        .with(Setting.NEIGHBOR_WEIGHT, reference.get("pos_inter_weight"))
        .with(Setting.NEGATIVE_WEIGHT, reference.get("neg_inter_weight"));
  }
}
