package ai.stego.tensor.testing;

import ai.stego.tensor.AdamStep;
import ai.stego.tensor.CorrespondenceForm;
import ai.stego.tensor.SgdStep;
import ai.stego.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Rows of the table: losses with their gradients, and steps of optimisers. */
final class LossCases {
  private final List<OpCase> cases = new ArrayList<>();

  private LossCases() {}

  /** Cases for every pair of sizes. */
  static List<OpCase> of(int[] sizes) {
    LossCases table = new LossCases();
    for (int m : sizes) {
      for (int n : sizes) {
        table.crossEntropy(m, n, 1);
        table.clusterLoss(m, n, sizes[(m + n) % sizes.length]);
        table.steps(m, n);
      }
      table.correspondences(2, m, 9, 7);
      table.correspondence(1, m, 70, 1, 3);
      table.correspondence(3, m, 1, 70, 6);
    }
    table.crossEntropy(0, 5, 1);
    table.crossEntropy(5, 0, 1);
    table.clusterLoss(0, 5, 3);
    table.clusterLoss(5, 0, 3);
    table.steps(0, 3);
    table.correspondences(0, 5, 3, 2);
    table.correspondences(2, 0, 3, 2);
    table.correspondences(2, 5, 0, 2);
    table.correspondences(2, 5, 3, 0);
    return List.copyOf(table.cases);
  }

  /** A few cases of the sizes that training has. */
  static List<OpCase> large() {
    LossCases table = new LossCases();
    table.crossEntropy(5003, 27, 1);
    table.crossEntropy(1571, 11, 1);
    // Logits far apart, and more classes than a block of rows has values.
    table.crossEntropy(157, 27, 50);
    table.crossEntropy(9, 1571, 10);
    table.crossEntropy(3, 2500, 1);
    table.clusterLoss(3137, 70, 27);
    table.correspondences(3, 121, 384, 70);
    table.steps(785, 97);
    return List.copyOf(table.cases);
  }

  private void add(String name, double absolute, double relative, OpCase.Body body) {
    cases.add(new OpCase(name, absolute, relative, body));
  }

  private void crossEntropy(int m, int classes, float scale) {
    add(
        "crossEntropy " + m + " x " + classes + " scale " + scale,
        1e-6,
        2e-5,
        (backend, scope, values) -> {
          Tensor logits = values.tensor(scope, m, classes);
          backend.matrix().weightedSum(scale, logits, 0, logits, logits);
          Tensor loss = values.blank(scope, 1);
          Tensor gradient = values.blank(scope, m, classes);
          // Labels from -1 to K: both of the ignored kinds are there.
          int[] labels = values.indices(m, classes + 2);
          for (int i = 0; i < m; i++) {
            labels[i]--;
          }
          backend.loss().crossEntropy(logits, labels, loss, gradient);
          float[] apart = gradient.toArray();
          backend.loss().crossEntropy(logits, labels, loss, logits);
          return joined(loss.toArray(), apart, logits.toArray());
        });
  }

  private void clusterLoss(int m, int width, int clusters) {
    add(
        "clusterLoss " + m + " x " + width + " to " + clusters,
        1e-5,
        2e-5,
        (backend, scope, values) -> {
          Tensor loss = values.blank(scope, 1);
          Tensor gradient = values.blank(scope, clusters, width);
          Tensor codes = values.tensor(scope, m, width);
          Tensor centroids = values.tensor(scope, clusters, width);
          backend.loss().clusterLoss(codes, centroids, loss, gradient);
          return joined(loss.toArray(), gradient.toArray());
        });
  }

  private void correspondences(int images, int positions, int features, int codes) {
    for (int bits = 0; bits < 8; bits++) {
      correspondence(images, positions, features, codes, bits);
    }
  }

  private void correspondence(int images, int positions, int features, int codes, int bits) {
    CorrespondenceForm form =
        new CorrespondenceForm((bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, 0.18f);
    add(
        "correspondence of " + images + ", " + positions + ", " + features + ", " + codes + form,
        2e-6,
        5e-5,
        (backend, scope, values) -> {
          Tensor[] unit = new Tensor[4];
          for (int i = 0; i < unit.length; i++) {
            unit[i] = values.tensor(scope, images, positions, i < 2 ? features : codes);
            backend.row().normalize(unit[i], unit[i]);
          }
          Tensor statistics = values.blank(scope, 3);
          Tensor s = values.blank(scope, images, positions, codes);
          Tensor t = values.blank(scope, images, positions, codes);
          backend.loss().correspondence(unit[0], unit[1], unit[2], unit[3], form, statistics, s, t);
          return joined(statistics.toArray(), s.toArray(), t.toArray());
        });
  }

  private void steps(int m, int n) {
    for (double decay : new double[] {0, 0.1}) {
      add(
          "adam " + m + " x " + n + " decay " + decay,
          1e-7,
          1e-6,
          (backend, scope, values) -> {
            Tensor p = values.tensor(scope, m, n);
            Tensor mean = values.tensor(scope, m, n);
            Tensor square = values.tensor(scope, m, n);
            backend.activation().relu(square, square);
            AdamStep step = new AdamStep(5e-3, 0.9, 0.999, 1e-8, decay, 7);
            backend.optimizer().adam(p, values.tensor(scope, m, n), mean, square, step);
            return joined(p.toArray(), mean.toArray(), square.toArray());
          });
      for (long step = 1; step <= 2; step++) {
        SgdStep settings = new SgdStep(0.1, 0.9, decay, decay > 0, step);
        add(
            "sgd " + m + " x " + n + " " + settings,
            1e-7,
            1e-6,
            (backend, scope, values) -> {
              Tensor p = values.tensor(scope, m, n);
              boolean first = settings.step() == 1;
              Tensor velocity = first ? values.blank(scope, m, n) : values.tensor(scope, m, n);
              backend.optimizer().sgd(p, values.tensor(scope, m, n), velocity, settings);
              return joined(p.toArray(), velocity.toArray());
            });
      }
    }
  }

  private static float[] joined(float[]... parts) {
    int count = 0;
    for (float[] part : parts) {
      count += part.length;
    }
    float[] all = new float[count];
    int at = 0;
    for (float[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }
}
