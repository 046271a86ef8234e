package ai.stego.tensor.testing;

import ai.stego.tensor.Epilogue;
import ai.stego.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The part of the table that training needs: products of two tensors, sums, activations, gradients
 * of rows and maps. What is added to begins with values of its own.
 */
final class TrainingCases {
  private final List<OpCase> cases = new ArrayList<>();

  private TrainingCases() {}

  /** Cases for every pair of sizes. */
  static List<OpCase> of(int[] sizes) {
    TrainingCases table = new TrainingCases();
    for (int m : sizes) {
      for (int n : sizes) {
        table.products(m, sizes[(m + n) % sizes.length], n);
        table.rows(m, n);
        table.activations(m, n);
        table.scaleChannels(2, m, n);
      }
    }
    int[][] shapes = {
      {1, 1, 1, 1, 5, 3}, {2, 7, 4, 3, 16, 9}, {1, 28, 28, 9, 5, 11}, {3, 5, 3, 70, 13, 12}
    };
    for (int[] s : shapes) {
      MapCases.add(table.cases, s);
    }
    table.empty();
    return List.copyOf(table.cases);
  }

  /** A few cases of the sizes that training has. */
  static List<OpCase> large() {
    TrainingCases table = new TrainingCases();
    table.products(70, 785, 97);
    table.products(97, 70, 385);
    table.products(1, 1537, 33);
    table.products(49, 384, 17);
    table.products(51, 769, 16);
    table.rows(1571, 70);
    table.activations(785, 97);
    table.scaleChannels(3, 785, 90);
    MapCases.add(table.cases, new int[] {5, 28, 28, 27, 61, 45});
    return List.copyOf(table.cases);
  }

  private void empty() {
    int[][] shapes = {{0, 5, 3}, {3, 0, 2}, {3, 5, 0}};
    for (int[] s : shapes) {
      products(s[0], s[1], s[2]);
      scaleChannels(s[0], s[1], s[2]);
      rows(s[0], s[1]);
      activations(s[0], s[1]);
    }
    MapCases.add(cases, new int[] {0, 3, 4, 5, 6, 7});
    MapCases.add(cases, new int[] {1, 3, 4, 0, 6, 7});
    MapCases.add(cases, new int[] {1, 3, 4, 5, 0, 7});
  }

  private void add(String name, double absolute, double relative, OpCase.Body body) {
    cases.add(new OpCase(name, absolute, relative, body));
  }

  private void products(int m, int k, int n) {
    for (Epilogue epilogue : new Epilogue[] {Epilogue.NONE, Epilogue.ACCUMULATE}) {
      for (int sides = 0; sides < 4; sides++) {
        boolean left = (sides & 1) != 0;
        boolean right = (sides & 2) != 0;
        add(
            String.format(
                "product %d x %d%s by %d x %d%s %s",
                m, k, left ? " transposed" : "", k, n, right ? " transposed" : "", epilogue),
            2e-5 * Math.sqrt(k),
            1e-5,
            (backend, scope, values) -> {
              Tensor a = left ? values.tensor(scope, k, m) : values.tensor(scope, m, k);
              Tensor b = right ? values.tensor(scope, n, k) : values.tensor(scope, k, n);
              boolean adds = epilogue == Epilogue.ACCUMULATE;
              Tensor out = adds ? values.tensor(scope, m, n) : values.blank(scope, m, n);
              backend.matrix().product(a, left, b, right, epilogue, out);
              return out.toArray();
            });
      }
    }
  }

  private void rows(int m, int n) {
    String shape = " " + m + " x " + n;
    add(
        "columnSums" + shape,
        1e-5 * Math.sqrt(m),
        1e-5,
        (backend, scope, values) -> {
          Tensor sums = values.tensor(scope, n);
          backend.matrix().columnSums(values.tensor(scope, m, n), sums);
          return sums.toArray();
        });
    add(
        "fill" + shape,
        0,
        0,
        (backend, scope, values) -> {
          Tensor out = values.blank(scope, m, n);
          backend.matrix().fill(0.7f, out);
          return out.toArray();
        });
    add(
        "normalizeGradient" + shape,
        // A row of one value has the gradient 0, as the difference of two numbers of any size.
        n == 1 ? 2e-4 : 5e-6,
        2e-5,
        (backend, scope, values) -> {
          Tensor gradient = values.tensor(scope, m, n);
          Tensor x = values.tensor(scope, m, n);
          backend.row().normalizeGradient(x, values.tensor(scope, m, n), gradient);
          return gradient.toArray();
        });
  }

  private void activations(int m, int n) {
    String shape = " " + m + " x " + n;
    add(
        "relu" + shape,
        0,
        0,
        (backend, scope, values) -> {
          Tensor out = values.blank(scope, m, n);
          backend.activation().relu(values.tensor(scope, m, n), out);
          return out.toArray();
        });
    add(
        "gelu" + shape,
        2e-6,
        1e-6,
        (backend, scope, values) -> {
          Tensor x = values.tensor(scope, m, n);
          backend.activation().gelu(x, x);
          return x.toArray();
        });
    add(
        "reluGradient" + shape,
        0,
        0,
        (backend, scope, values) -> {
          Tensor gradient = values.tensor(scope, m, n);
          Tensor x = values.tensor(scope, m, n);
          backend.activation().reluGradient(x, values.tensor(scope, m, n), gradient);
          return gradient.toArray();
        });
    add(
        "geluGradient" + shape,
        5e-6,
        1e-6,
        (backend, scope, values) -> {
          Tensor gradient = values.tensor(scope, m, n);
          Tensor x = values.tensor(scope, m, n);
          backend.activation().geluGradient(x, values.tensor(scope, m, n), gradient);
          return gradient.toArray();
        });
  }

  private void scaleChannels(int images, int pixels, int channels) {
    for (Epilogue epilogue : new Epilogue[] {Epilogue.NONE, Epilogue.ACCUMULATE}) {
      add(
          "scaleChannels " + Arrays.toString(new int[] {images, pixels, channels}) + epilogue,
          1e-6,
          1e-6,
          (backend, scope, values) -> {
            Tensor x = values.tensor(scope, images, pixels, channels);
            Tensor factors = values.tensor(scope, images, channels);
            boolean adds = epilogue == Epilogue.ACCUMULATE;
            Tensor out = adds ? values.tensor(scope, images, pixels, channels) : x;
            backend.activation().scaleChannels(x, factors, epilogue, out);
            return out.toArray();
          });
    }
  }
}
