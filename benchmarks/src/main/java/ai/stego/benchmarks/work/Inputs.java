package ai.stego.benchmarks.work;

import ai.stego.tensor.Backend;
import ai.stego.tensor.Rng;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Shape;
import ai.stego.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Random inputs of a case.
 *
 * @param backend where they live
 * @param scope keeps them as long as the case runs
 * @param rng where their values come from
 */
public record Inputs(Backend backend, Scope scope, Rng rng) {
  /** All sets together are this large, several times the cache of a large GPU. */
  private static final long BYTES = 256L << 20;

  private static final int FEWEST = 2;
  private static final int MOST = 16;
  private static final int BLOCK = 1 << 20;

  /**
   * Makes so many sets of inputs that none is found in the cache when its turn comes again.
   *
   * @param values of one set
   * @param one makes a set and the run that uses it
   */
  public static List<Runnable> sets(long values, Supplier<Runnable> one) {
    long wanted = BYTES / Math.max(1, values * Float.BYTES) + 1;
    List<Runnable> runs = new ArrayList<>();
    for (int i = 0; i < Math.max(FEWEST, Math.min(MOST, wanted)); i++) {
      runs.add(one.get());
    }
    return runs;
  }

  /** A tensor to write into. */
  public Tensor empty(int... axes) {
    return scope.tensor(axes);
  }

  /** Zeros. */
  public Tensor zeros(int... axes) {
    Tensor tensor = scope.tensor(axes);
    backend.matrix().fill(0, tensor);
    return tensor;
  }

  /** Values in [-1, 1), written block by block: the largest tensors fill no Java array. */
  public Tensor uniform(int... axes) {
    Tensor tensor = scope.tensor(axes);
    Tensor flat = tensor.reshape(Math.toIntExact(tensor.size()));
    for (int from = 0; from < flat.size(); from += BLOCK) {
      int to = (int) Math.min(flat.size(), (long) from + BLOCK);
      flat.range(from, to).write(uniformValues(to - from));
    }
    return tensor;
  }

  /** Values in [-1, 1) on the host. */
  public float[] uniformValues(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = rng.nextFloat() * 2 - 1;
    }
    return values;
  }

  /** Rows of length 1. */
  public Tensor unitRows(int... axes) {
    Tensor rows = uniform(axes);
    backend.row().normalize(rows, rows);
    return rows;
  }

  /** Labels in 0..classes-1. */
  public int[] labels(long count, int classes) {
    int[] labels = new int[Math.toIntExact(count)];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = rng.nextInt(classes);
    }
    return labels;
  }

  /** How many values a shape holds. */
  public static long count(int... axes) {
    return Shape.of(axes).size();
  }
}
