package ai.stego.benchmarks.paired;

import ai.stego.benchmarks.work.Backbones;
import ai.stego.benchmarks.work.Inputs;
import ai.stego.benchmarks.work.Sizes;
import ai.stego.benchmarks.work.Workload;
import ai.stego.tensor.Backend;
import ai.stego.tensor.BackendOptions;
import ai.stego.tensor.Backends;
import ai.stego.tensor.Shape;
import ai.stego.tensor.Tensor;
import ai.stego.vit.VisionTransformer;
import ai.stego.vit.VitConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Forward passes of ViT-S/8, beside the peers and alone. */
final class ForwardCases {
  private static final String MODEL = "vits8";
  private static final int PATCH = 8;
  private static final int[] SIDES = {160, 224, 320, 448, 640};
  private static final int[] BATCHES = {1, 4, 16};
  private static final Goal LIBTORCH = Goal.ratio(0.60, Double.NaN);

  private final Sizes sizes;
  private final Peers peers;

  private ForwardCases(Sizes sizes, Peers peers) {
    this.sizes = sizes;
    this.peers = peers;
  }

  static List<Case> of(Sizes sizes, Peers peers) {
    ForwardCases cases = new ForwardCases(sizes, peers);
    List<Case> all = new ArrayList<>();
    for (int threads : new int[] {2, 1}) {
      for (int side : SIDES) {
        all.addAll(cases.beside(side, threads));
      }
    }
    for (int batch : BATCHES) {
      all.add(cases.batch(batch));
    }
    all.add(cases.allocation());
    all.add(cases.withoutVectors());
    return all;
  }

  private List<Case> beside(int side, int threads) {
    String work = work(side);
    if (peers.engines().isEmpty()) {
      return List.of(Case.alone(work, threads, Goal.NONE, in -> pass(in, 1, side)));
    }
    List<Case> cases = new ArrayList<>();
    for (PeerEngine engine : peers.engines()) {
      Goal goal = goal(engine, side, threads);
      Line.Subject subject = new Line.Subject(work, threads, goal);
      cases.add(new Case(subject, engine.name(), in -> contest(in, engine, side)));
    }
    return cases;
  }

  private static String work(int side) {
    return "ViT-S/8, " + side + " px";
  }

  private static Goal goal(PeerEngine engine, int side, int threads) {
    if (engine.name().startsWith("libtorch")) {
      return LIBTORCH;
    }
    if (side == 320 && threads == 2) {
      return Goal.ratio(0.95, 0.80);
    }
    if (side == 224) {
      return Goal.ratio(1.00, threads == 2 ? 0.85 : 0.90);
    }
    return Goal.NONE;
  }

  /** Refuses to begin if the two do not compute the same. */
  private Case.Contest contest(Inputs in, PeerEngine engine, int side) throws IOException {
    float[] values = pixels(in, 1, side);
    Tensor image = in.scope().tensor(Shape.of(1, 3, side, side), values);
    VisionTransformer model = peers.load(in, MODEL);
    int threads = in.backend().parallel().threads();
    Peer peer =
        in.scope()
            .keep(engine.open(peers.folder(), MODEL, new PeerEngine.Image(side, values), threads));
    peers.requireSame(engine.name(), model.forward(image, in.scope()).toArray(), peer.tokens());
    return new Case.Contest(Backbones.forward(model, image), Optional.of(peer::run));
  }

  private Case batch(int batch) {
    return Case.alone(work(224) + ", batch " + batch, 2, Goal.NONE, in -> pass(in, batch, 224));
  }

  private Case allocation() {
    return Case.alone(
        work(224) + ", allocated by a pass", 2, Goal.kibibytes(100, 0), in -> pass(in, 1, 224));
  }

  /** The readable loops beside the vector backend, which must be warm by then. */
  private Case withoutVectors() {
    Line.Subject subject =
        new Line.Subject(work(224) + ", without the Vector API", 2, Goal.ratio(15, 8));
    return new Case(
        subject,
        "vector backend",
        in -> {
          BackendOptions options =
              BackendOptions.DEFAULT.withThreads(in.backend().parallel().threads());
          Backend scalar = in.scope().keep(Backends.open("scalar", options));
          Inputs other = new Inputs(scalar, in.scope().keep(scalar.scope()), in.rng());
          Runnable vector = pass(in, 1, 224).run();
          if (!sizes.small()) {
            WarmUp.run(vector);
          }
          return new Case.Contest(pass(other, 1, 224), Optional.of(vector));
        });
  }

  private Workload pass(Inputs in, int batch, int fullSide) {
    int side = sizes.of(fullSide, 2 * PATCH);
    VitConfig config =
        sizes.small()
            ? new VitConfig(PATCH, 64, 1, 1, 128, 2, 2, 3, VitConfig.DINO_EPSILON)
            : VitConfig.small(PATCH);
    Tensor images = in.scope().tensor(Shape.of(batch, 3, side, side), pixels(in, batch, side));
    return Backbones.forward(Backbones.untrained(in, config), images);
  }

  private static float[] pixels(Inputs in, int batch, int side) {
    float[] values = new float[batch * 3 * side * side];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) in.rng().nextGaussian();
    }
    return values;
  }
}
