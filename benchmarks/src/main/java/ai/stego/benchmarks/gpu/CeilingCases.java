package ai.stego.benchmarks.gpu;

import ai.stego.benchmarks.work.Inputs;
import ai.stego.benchmarks.work.Sizes;
import ai.stego.tensor.Epilogue;
import ai.stego.tensor.PackedWeight;
import ai.stego.tensor.Tensor;
import java.util.List;

/** What this machine reaches at best, to which the others are compared. */
final class CeilingCases {
  /** Bounded by memory alone. */
  static final String COPY = "copy";

  /** Bounded by arithmetic alone. */
  static final String PRODUCT = "product";

  private CeilingCases() {}

  static List<Case> of(Sizes sizes) {
    return List.of(copy(sizes.of(1 << 26, 1 << 10)), product(sizes.of(8192, 32)));
  }

  private static Case copy(int values) {
    return new Case(
        COPY,
        values + " values",
        false,
        Work.values(2.0 * values),
        in ->
            Inputs.sets(
                2L * values,
                () -> {
                  Tensor x = in.uniform(values);
                  Tensor out = in.empty(values);
                  return () -> in.backend().matrix().copy(x, out);
                }));
  }

  private static Case product(int side) {
    return new Case(
        PRODUCT,
        "%d x %d x %d".formatted(side, side, side),
        true,
        Work.values(3.0 * side * side).with((double) side * side * side),
        in ->
            Inputs.sets(
                3L * side * side,
                () -> {
                  Tensor x = in.uniform(side, side);
                  Tensor weight = in.uniform(side, side);
                  PackedWeight packed = in.backend().matrix().pack(weight, null, in.scope());
                  Tensor out = in.empty(side, side);
                  return () -> in.backend().matrix().linear(x, packed, Epilogue.NONE, out);
                }));
  }
}
