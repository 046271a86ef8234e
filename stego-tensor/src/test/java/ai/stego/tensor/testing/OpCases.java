package ai.stego.tensor.testing;

import ai.stego.tensor.Epilogue;
import ai.stego.tensor.Interpolation;
import ai.stego.tensor.PackedWeight;
import ai.stego.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The table that every backend is held to: all operations, ragged shapes first. Tolerances are for
 * float32; products allow for sums in another order.
 */
public final class OpCases {
  private static final int[] RAGGED = {1, 7, 8, 9, 27, 70, 121, 197};

  private final List<OpCase> cases = new ArrayList<>();

  private OpCases() {}

  /**
   * The whole table.
   *
   * @return the cases
   */
  public static List<OpCase> all() {
    OpCases table = small(RAGGED);
    table.linear(785, 384, 70);
    table.linear(13, 1537, 33);
    table.linear(98, 384, 1152);
    table.attention(1, 785, 6, 64);
    table.attention(2, 273, 2, 64);
    table.resize(2, 28, 28, 70, 61, 45);
    table.cosine(785, 90, 30);
    table.nearest(2049, 70, 27);
    table.clusterSums(5000, 70, 27);
    table.cases.addAll(KMeansCases.large());
    table.cases.addAll(TrainingCases.large());
    table.cases.addAll(LossCases.large());
    return List.copyOf(table.cases);
  }

  /**
   * The small part of the table, for backends that run in slow emulation.
   *
   * @return the cases
   */
  public static List<OpCase> small() {
    return List.copyOf(small(new int[] {1, 7, 9, 27}).cases);
  }

  private static OpCases small(int[] sizes) {
    OpCases table = new OpCases();
    for (int m : sizes) {
      for (int n : sizes) {
        table.linear(m, n, sizes[(m + n) % sizes.length]);
        table.rows(m, n);
        table.cosine(m, n, sizes[(m + 2 * n) % sizes.length]);
        table.nearest(m, n, sizes[(2 * m + n) % sizes.length]);
        table.clusterSums(m, n, 5);
        table.mirror(m, n, 3);
      }
    }
    for (int tokens : sizes) {
      for (int width : new int[] {1, 7, 8, 16, 64, 72}) {
        table.attention(2, tokens, 3, width);
      }
    }
    table.maps();
    table.patches();
    table.empty();
    // More than one tile of points, centroids and channels.
    table.cosine(70, 40, 37);
    table.nearest(70, 41, 70);
    table.nearest(3, 36, 65);
    table.clusterSums(389, 33, 70);
    table.cases.addAll(KMeansCases.of(sizes));
    table.cases.addAll(TrainingCases.of(sizes));
    table.cases.addAll(LossCases.of(sizes));
    return table;
  }

  private void add(String name, double absolute, double relative, OpCase.Body body) {
    cases.add(new OpCase(name, absolute, relative, body));
  }

  private void linear(int m, int k, int n) {
    for (Epilogue epilogue : Epilogue.values()) {
      for (boolean biased : new boolean[] {true, false}) {
        add(
            "linear " + m + " x " + k + " -> " + n + " " + epilogue + (biased ? " + bias" : ""),
            2e-5 * Math.sqrt(k),
            1e-5,
            (backend, scope, values) -> {
              Tensor bias = biased ? values.tensor(scope, n) : null;
              PackedWeight weight = backend.matrix().pack(values.tensor(scope, n, k), bias, scope);
              boolean adds = epilogue == Epilogue.ACCUMULATE;
              Tensor out = adds ? values.tensor(scope, m, n) : values.blank(scope, m, n);
              backend.matrix().linear(values.tensor(scope, m, k), weight, epilogue, out);
              return out.toArray();
            });
      }
    }
  }

  /** Extents of 0: nothing to write, or sums of nothing. */
  private void empty() {
    int[][] shapes = {{0, 5, 3}, {3, 0, 2}, {3, 5, 0}};
    for (int[] s : shapes) {
      linear(s[0], s[1], s[2]);
      mirror(s[0], s[1], s[2]);
      cosine(s[0], s[1], s[2]);
      attention(s[0], s[1], 2, s[2]);
      clusterSums(s[0], s[1], 4);
    }
    rows(0, 7);
    nearest(0, 5, 3);
    nearest(3, 0, 2);
    resize(0, 3, 4, 5, 6, 7);
    resize(1, 3, 4, 0, 6, 7);
    sample(0, 3, 4, 5, 6, 7);
    sample(1, 3, 4, 5, 0, 7);
    sample(1, 3, 4, 0, 6, 7);
  }

  private void rows(int m, int n) {
    String shape = " " + m + " x " + n;
    add(
        "layerNorm" + shape,
        2e-5,
        1e-5,
        (backend, scope, values) -> {
          Tensor out = values.blank(scope, m, n);
          backend
              .transformer()
              .layerNorm(
                  values.tensor(scope, m, n),
                  values.tensor(scope, n),
                  values.tensor(scope, n),
                  1e-6f,
                  out);
          return out.toArray();
        });
    add(
        "normalize" + shape,
        1e-6,
        1e-5,
        (backend, scope, values) -> {
          Tensor x = values.tensor(scope, m, n);
          backend.row().normalize(x, x);
          return x.toArray();
        });
    for (float scale : new float[] {1, 2, 30}) {
      add(
          "softmax" + shape + " scale " + scale,
          1e-6,
          2e-5,
          (backend, scope, values) -> {
            Tensor out = values.blank(scope, m, n);
            backend.row().softmax(values.tensor(scope, m, n), scale, out);
            return out.toArray();
          });
      add(
          "logSoftmax" + shape + " scale " + scale,
          2e-5,
          1e-6,
          (backend, scope, values) -> {
            Tensor out = values.tensor(scope, m, n);
            backend.row().logSoftmax(out, scale, out);
            return out.toArray();
          });
    }
    add(
        "argMax" + shape,
        0,
        0,
        (backend, scope, values) -> {
          int[] labels = new int[m];
          backend.row().argMax(values.tensor(scope, m, n), labels);
          return floats(labels);
        });
    add(
        "copy" + shape,
        0,
        0,
        (backend, scope, values) -> {
          Tensor out = values.blank(scope, n, m);
          backend.matrix().copy(values.tensor(scope, m, n), out);
          return out.toArray();
        });
    add(
        "weightedSum" + shape,
        1e-6,
        1e-6,
        (backend, scope, values) -> {
          Tensor out = values.blank(scope, m, n);
          Tensor a = values.tensor(scope, m, n);
          backend.matrix().weightedSum(0.5f, a, -2, values.tensor(scope, m, n), out);
          return out.toArray();
        });
  }

  private void attention(int images, int tokens, int heads, int width) {
    String shape = " " + images + " x " + tokens + " x " + heads + " heads of " + width;
    add(
        "attention" + shape,
        1e-5,
        1e-5,
        (backend, scope, values) -> {
          Tensor out = values.blank(scope, images, tokens, heads * width);
          Tensor qkv = values.tensor(scope, images, tokens, 3 * heads * width);
          backend.transformer().attention(qkv, heads, out);
          return out.toArray();
        });
    if (tokens > 200) {
      return;
    }
    for (int queries : tokens == 0 ? new int[0] : new int[] {1, tokens}) {
      add(
          "attentionWeights" + shape + ", " + queries + " queries",
          1e-6,
          5e-5,
          (backend, scope, values) -> {
            Tensor out = values.blank(scope, images, heads, queries, tokens);
            Tensor qkv = values.tensor(scope, images, tokens, 3 * heads * width);
            backend.transformer().attentionWeights(qkv, heads, out);
            return out.toArray();
          });
    }
  }

  private void maps() {
    int[][] shapes = {
      {1, 1, 1, 1, 5, 3}, {2, 7, 4, 3, 16, 9}, {1, 28, 28, 9, 5, 11}, {1, 5, 3, 70, 13, 12}
    };
    for (int[] s : shapes) {
      resize(s[0], s[1], s[2], s[3], s[4], s[5]);
      sample(s[0], s[1], s[2], s[3], s[4], s[5]);
    }
  }

  private void resize(int images, int h, int w, int channels, int toH, int toW) {
    for (Interpolation interpolation : Interpolation.values()) {
      for (double extra : new double[] {0, 0.1}) {
        add(
            String.format(
                "resize %d x %d x %d x %d -> %d x %d %s + %s",
                images, h, w, channels, toH, toW, interpolation, extra),
            2e-5,
            1e-5,
            (backend, scope, values) -> {
              Tensor out = values.blank(scope, images, toH, toW, channels);
              Tensor x = values.tensor(scope, images, h, w, channels);
              double scaleH = (toH + extra) / h;
              double scaleW = (toW + extra) / w;
              backend.image().resize(x, interpolation, scaleH, scaleW, out);
              return out.toArray();
            });
      }
    }
  }

  private void sample(int images, int h, int w, int channels, int s, int t) {
    add(
        String.format("sample %d x %d x %d x %d at %d x %d", images, h, w, channels, s, t),
        2e-5,
        1e-5,
        (backend, scope, values) -> {
          // Normal values leave [-1, 1] in a third of the cases: the border is exercised too.
          Tensor coordinates = values.tensor(scope, images, s, t, 2);
          Tensor out = values.blank(scope, images, s, t, channels);
          backend.image().sample(values.tensor(scope, images, h, w, channels), coordinates, out);
          return out.toArray();
        });
  }

  private void mirror(int m, int width, int channels) {
    add(
        "mirror " + m + " x " + width + " x " + channels,
        0,
        0,
        (backend, scope, values) -> {
          Tensor out = values.blank(scope, m, width, channels);
          backend.image().mirror(values.tensor(scope, m, width, channels), out);
          return out.toArray();
        });
  }

  private void patches() {
    int[][] shapes = {
      {1, 3, 8, 8, 8, 1, 7},
      {2, 3, 40, 88, 8, 1, 48},
      {3, 1, 6, 9, 3, 5, 27},
      {1, 3, 32, 48, 16, 0, 70},
      {0, 3, 8, 16, 8, 1, 7},
      {2, 3, 0, 16, 8, 1, 7}
    };
    for (int[] s : shapes) {
      int h = s[2] / s[4];
      int w = s[3] / s[4];
      add(
          String.format(
              "patchEmbedding %d x %d x %d x %d, patch %d, prefix %d, width %d",
              s[0], s[1], s[2], s[3], s[4], s[5], s[6]),
          5e-4,
          1e-5,
          (backend, scope, values) -> {
            int inputs = s[1] * s[4] * s[4];
            PackedWeight projection =
                backend
                    .matrix()
                    .pack(values.tensor(scope, s[6], inputs), values.tensor(scope, s[6]), scope);
            Tensor out = values.blank(scope, s[0], s[5] + h * w, s[6]);
            backend
                .transformer()
                .patchEmbedding(
                    values.tensor(scope, s[0], s[1], s[2], s[3]),
                    s[4],
                    projection,
                    values.tensor(scope, s[5], s[6]),
                    values.tensor(scope, h * w, s[6]),
                    out);
            return out.toArray();
          });
    }
  }

  private void cosine(int m, int width, int clusters) {
    add(
        "cosine " + m + " x " + width + " to " + clusters,
        2e-6,
        1e-5,
        (backend, scope, values) -> {
          Tensor out = values.blank(scope, m, clusters);
          Tensor centroids = values.tensor(scope, clusters, width);
          backend.cluster().cosine(values.tensor(scope, m, width), centroids, out);
          return out.toArray();
        });
  }

  private void nearest(int m, int width, int clusters) {
    add(
        "nearest " + m + " x " + width + " of " + clusters,
        1e-4,
        1e-5,
        (backend, scope, values) -> {
          int[] labels = new int[m];
          float[] distances = new float[m];
          Tensor centroids = values.tensor(scope, clusters, width);
          Tensor points = values.tensor(scope, m, width);
          backend.cluster().nearest(points, centroids, labels, distances);
          return joined(floats(labels), distances);
        });
  }

  private void clusterSums(int m, int width, int clusters) {
    add(
        "clusterSums " + m + " x " + width + " of " + clusters,
        2e-5 * Math.sqrt(m),
        1e-5,
        (backend, scope, values) -> {
          long[] counts = new long[clusters];
          Tensor sums = values.blank(scope, clusters, width);
          int[] labels = values.indices(m, clusters);
          backend.cluster().clusterSums(values.tensor(scope, m, width), labels, sums, counts);
          float[] numbers = new float[clusters];
          for (int k = 0; k < clusters; k++) {
            numbers[k] = counts[k];
          }
          return joined(sums.toArray(), numbers);
        });
  }

  static float[] floats(int[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = values[i];
    }
    return floats;
  }

  static float[] joined(float[] first, float[] second) {
    float[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
