package ai.stego.tensor.testing;

import ai.stego.tensor.LloydForm;
import ai.stego.tensor.LloydResult;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The part of the table about k-means and nearest neighbours. Points lie around centres far apart,
 * or on a grid, so that rounding decides no label.
 */
final class KMeansCases {
  private final List<OpCase> cases = new ArrayList<>();

  private KMeansCases() {}

  /** One to three problems of every size. */
  static List<OpCase> of(int[] sizes) {
    KMeansCases table = new KMeansCases();
    int problems = 1;
    for (int points : sizes) {
      for (int width : sizes) {
        int clusters = Math.min(points, 1 + (points + width) % 6);
        table.seed(problems, points, width, clusters);
        table.lloyd(problems, points, width, clusters);
        table.topProducts(points + 1, width, 1 + width % Math.min(points, 9));
        problems = problems % 3 + 1;
      }
    }
    table.emptyClusters();
    table.odd();
    return List.copyOf(table.cases);
  }

  /** A few cases of the sizes that training has. */
  static List<OpCase> large() {
    KMeansCases table = new KMeansCases();
    table.seed(2, 2049, 70, 27);
    table.lloyd(2, 2049, 70, 27);
    table.topProducts(1201, 97, 30);
    return List.copyOf(table.cases);
  }

  /** No problems, no width, as many clusters as points, a part of the rows, every row. */
  private void odd() {
    for (int[] s : new int[][] {{0, 5, 3, 2}, {2, 5, 0, 2}, {1, 7, 3, 7}}) {
      seed(s[0], s[1], s[2], s[3]);
      lloyd(s[0], s[1], s[2], s[3]);
    }
    seed(2, 300, 5, 4);
    lloyd(2, 300, 5, 4);
    topProducts(7, 0, 3);
    topProducts(70, 9, 69);
    topProducts(197, 16, 7);
  }

  private void add(String name, double absolute, double relative, OpCase.Body body) {
    cases.add(new OpCase(name, absolute, relative, body));
  }

  /** Small whole numbers: their distances are exact, and so are the sums of distances. */
  private static Tensor grid(Scope scope, Values values, int... axes) {
    Tensor tensor = values.blank(scope, axes);
    float[] grid = new float[(int) tensor.size()];
    int[] drawn = values.indices(grid.length, 9);
    for (int i = 0; i < grid.length; i++) {
      grid[i] = drawn[i] - 4;
    }
    return tensor.write(grid);
  }

  private void seed(int problems, int points, int width, int clusters) {
    add(
        "seed " + problems + " of " + points + " x " + width + ", " + clusters + " clusters",
        0,
        0,
        (backend, scope, values) -> {
          Tensor x = grid(scope, values, problems, points, width);
          Tensor centroids = values.blank(scope, problems, clusters, width);
          double[] draws = new double[problems * clusters];
          int[] drawn = values.indices(draws.length, 1 << 20);
          for (int i = 0; i < draws.length; i++) {
            draws[i] = (drawn[i] + 0.5) / (1 << 20);
          }
          backend.cluster().seed(x, draws, centroids);
          return centroids.toArray();
        });
  }

  private void lloyd(int problems, int points, int width, int clusters) {
    // Numbers of length 1 are 1 or -1 up to the last bit, which then decides among equal ones.
    boolean[] forms = width == 1 ? new boolean[] {false} : new boolean[] {false, true};
    for (boolean unitLength : forms) {
      add(
          String.format(
              "lloyd %d of %d x %d, %d clusters%s",
              problems, points, width, clusters, unitLength ? ", unit length" : ""),
          1e-4,
          1e-5,
          (backend, scope, values) -> {
            Tensor x = values.tensor(scope, problems, points, width);
            Tensor centroids = values.tensor(scope, problems, clusters, width);
            int[] labels = new int[problems * points];
            LloydForm form = new LloydForm(unitLength ? 20 : 2, unitLength);
            LloydResult result = backend.cluster().lloyd(x, centroids, form, labels);
            return all(result, labels, centroids);
          });
    }
  }

  /** Most centroids begin too far away for any point, so that they start again. */
  private void emptyClusters() {
    add(
        "lloyd with empty clusters",
        1e-4,
        1e-5,
        (backend, scope, values) -> {
          Tensor x = grid(scope, values, 2, 70, 3);
          Tensor centroids = values.blank(scope, 2, 9, 3);
          float[] start = new float[(int) centroids.size()];
          Arrays.fill(start, 1000);
          Arrays.fill(start, 0, 6, 0.5f);
          Arrays.fill(start, 40, 43, -0.25f);
          centroids.write(start);
          int[] labels = new int[140];
          LloydForm form = new LloydForm(30, false);
          return all(backend.cluster().lloyd(x, centroids, form, labels), labels, centroids);
        });
  }

  private static float[] all(LloydResult result, int[] labels, Tensor centroids) {
    float[] inertia = new float[result.inertia().length];
    for (int p = 0; p < inertia.length; p++) {
      inertia[p] = (float) result.inertia()[p];
    }
    float[] numbers = OpCases.joined(inertia, OpCases.floats(result.iterations()));
    return OpCases.joined(OpCases.joined(numbers, OpCases.floats(labels)), centroids.toArray());
  }

  /** Of whole numbers, so that products are exact and many are equal. */
  private void topProducts(int rows, int width, int count) {
    int from = rows / 3;
    add(
        "topProducts " + rows + " x " + width + ", " + count + " of each",
        0,
        0,
        (backend, scope, values) -> {
          Tensor x = grid(scope, values, rows, width);
          int[] part = new int[(rows - from) * count];
          backend.cluster().topProducts(x, from, rows, count, part);
          int[] first = new int[count];
          backend.cluster().topProducts(x, 0, 1, count, first);
          int[] all = new int[rows * count];
          backend.cluster().topProducts(x, count, all, done -> {});
          float[] found = OpCases.joined(OpCases.floats(part), OpCases.floats(first));
          return OpCases.joined(found, OpCases.floats(all));
        });
  }
}
