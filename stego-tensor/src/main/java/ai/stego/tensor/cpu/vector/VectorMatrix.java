package ai.stego.tensor.cpu.vector;

import static ai.stego.tensor.cpu.HostStorage.array;
import static ai.stego.tensor.cpu.HostStorage.start;

import ai.stego.tensor.Epilogue;
import ai.stego.tensor.MatrixOps;
import ai.stego.tensor.PackedWeight;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.cpu.CpuContext;
import ai.stego.tensor.extent.LinearExtents;
import ai.stego.tensor.extent.ProductExtents;
import ai.stego.tensor.extent.RowExtents;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Matrix products by register tiles, block of rows by block of rows. */
final class VectorMatrix implements MatrixOps {
  private static final VectorSpecies<Float> S = Lanes.FLOATS;
  private static final int VALUES_GRAIN = 1 << 14;
  private static final int COLUMNS_GRAIN = 64;
  private final CpuContext context;

  VectorMatrix(CpuContext context) {
    this.context = context;
  }

  @Override
  public PackedWeight pack(Tensor weight, Tensor bias, Scope owner) {
    LinearExtents e = LinearExtents.ofWeight(weight, bias);
    RowBlock rows = new RowBlock(array("pack", weight), start(weight), e.inputs(), e.outputs());
    VectorWeight packed = VectorWeight.pack(rows, context.parallel());
    if (bias != null) {
      System.arraycopy(array("pack", bias), start(bias), packed.bias(), 0, e.outputs());
    }
    return packed;
  }

  @Override
  public void linear(Tensor x, PackedWeight weight, Epilogue epilogue, Tensor out) {
    LinearExtents e = LinearExtents.of(x, weight, out);
    VectorWeight w = VectorWeight.own("linear", weight);
    RowBlock in = new RowBlock(array("linear", x), start(x), e.inputs(), e.rows());
    RowBlock result = new RowBlock(array("linear", out), start(out), e.outputs(), e.rows());
    try (PerThread<GemmBlock> workers =
        new PerThread<>(() -> new GemmBlock(context.memory(), in, w, epilogue, result))) {
      context
          .parallel()
          .ranges(
              e.rows(),
              GemmBlock.ROWS,
              (from, to) -> {
                GemmBlock worker = workers.take();
                worker.run(from, to);
                workers.giveBack(worker);
              });
    }
  }

  @Override
  public void weightedSum(float alpha, Tensor a, float beta, Tensor b, Tensor out) {
    RowExtents e = RowExtents.ofWeightedSum(a, b, out);
    float[] left = array("weightedSum", a);
    float[] right = array("weightedSum", b);
    float[] result = array("weightedSum", out);
    int leftStart = start(a);
    int rightStart = start(b);
    int outStart = start(out);
    context
        .parallel()
        .ranges(
            e.width(),
            VALUES_GRAIN,
            (from, to) -> {
              int i = from;
              for (int end = from + S.loopBound(to - from); i < end; i += S.length()) {
                FloatVector.fromArray(S, left, leftStart + i)
                    .mul(alpha)
                    .add(FloatVector.fromArray(S, right, rightStart + i).mul(beta))
                    .intoArray(result, outStart + i);
              }
              for (; i < to; i++) {
                result[outStart + i] = alpha * left[leftStart + i] + beta * right[rightStart + i];
              }
            });
  }

  @Override
  public void copy(Tensor x, Tensor out) {
    RowExtents e = RowExtents.ofCopy(x, out);
    System.arraycopy(array("copy", x), start(x), array("copy", out), start(out), e.width());
  }

  @Override
  public void product(
      Tensor a, boolean transposeA, Tensor b, boolean transposeB, Epilogue epilogue, Tensor out) {
    ProductExtents e = ProductExtents.of(a, transposeA, b, transposeB, epilogue, out);
    RowBlock result = new RowBlock(array("product", out), start(out), e.outputs(), e.rows());
    new VectorProduct(e, rows(a), transposeA, rows(b), transposeB).run(context, epilogue, result);
  }

  private static RowBlock rows(Tensor matrix) {
    int width = matrix.shape().axis(1);
    return new RowBlock(array("product", matrix), start(matrix), width, matrix.shape().axis(0));
  }

  @Override
  public void columnSums(Tensor x, Tensor out) {
    RowExtents e = RowExtents.ofColumnSums(x, out);
    RowBlock rows = new RowBlock(array("columnSums", x), start(x), e.width(), e.rows());
    float[] result = array("columnSums", out);
    int to = start(out);
    context
        .parallel()
        .ranges(
            e.width(),
            COLUMNS_GRAIN,
            (first, last) -> {
              double[] sums = new double[last - first];
              ColumnSums.add(rows, first, last, sums);
              for (int c = first; c < last; c++) {
                result[to + c] += (float) sums[c - first];
              }
            });
  }

  @Override
  public void fill(float value, Tensor out) {
    int from = start(out);
    Arrays.fill(array("fill", out), from, from + (int) out.size(), value);
  }
}
