package ai.stego.tensor.cpu;

import static ai.stego.tensor.cpu.HostStorage.array;
import static ai.stego.tensor.cpu.HostStorage.start;

import ai.stego.tensor.Epilogue;
import ai.stego.tensor.InputException;
import ai.stego.tensor.MatrixOps;
import ai.stego.tensor.PackedWeight;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.extent.LinearExtents;
import ai.stego.tensor.extent.ProductExtents;
import ai.stego.tensor.extent.RowExtents;
import java.util.Arrays;

/** Matrix products, a few rows of the output at a time. */
final class ScalarMatrix implements MatrixOps {
  private static final int GRAIN = 16;

  private final CpuContext context;

  ScalarMatrix(CpuContext context) {
    this.context = context;
  }

  @Override
  public PackedWeight pack(Tensor weight, Tensor bias, Scope owner) {
    LinearExtents e = LinearExtents.ofWeight(weight, bias);
    float[] w = array("pack", weight);
    int from = start(weight);
    float[][] columns = new float[e.inputs()][e.outputs()];
    for (int n = 0; n < e.outputs(); n++) {
      for (int k = 0; k < e.inputs(); k++) {
        columns[k][n] = w[from + n * e.inputs() + k];
      }
    }
    return new ScalarWeight(
        e.outputs(), columns, bias == null ? new float[e.outputs()] : bias.toArray());
  }

  /** The weight as this backend packed it. */
  static ScalarWeight own(String operation, PackedWeight weight) {
    if (weight instanceof ScalarWeight own) {
      return own;
    }
    throw new InputException(
        operation
            + ": expected a weight packed by the scalar backend, got "
            + weight.getClass().getSimpleName());
  }

  @Override
  public void linear(Tensor x, PackedWeight weight, Epilogue epilogue, Tensor out) {
    LinearExtents e = LinearExtents.of(x, weight, out);
    ScalarWeight w = own("linear", weight);
    float[] in = array("linear", x);
    float[] result = array("linear", out);
    int inStart = start(x);
    int outStart = start(out);
    context
        .parallel()
        .ranges(
            e.rows(),
            GRAIN,
            (from, to) -> {
              float[][] sums = new float[to - from][e.outputs()];
              w.multiply(in, inStart + from * e.inputs(), sums, to - from);
              for (int m = from; m < to; m++) {
                store(sums[m - from], epilogue, result, outStart + m * e.outputs());
              }
            });
  }

  private static void store(float[] sums, Epilogue epilogue, float[] out, int start) {
    for (int n = 0; n < sums.length; n++) {
      float y = sums[n];
      out[start + n] =
          switch (epilogue) {
            case NONE -> y;
            case RELU -> Math.max(y, 0);
            case GELU -> ErrorFunction.gelu(y);
            case ACCUMULATE -> out[start + n] + y;
          };
    }
  }

  @Override
  public void weightedSum(float alpha, Tensor a, float beta, Tensor b, Tensor out) {
    RowExtents e = RowExtents.ofWeightedSum(a, b, out);
    float[] left = array("weightedSum", a);
    float[] right = array("weightedSum", b);
    float[] result = array("weightedSum", out);
    for (int i = 0; i < e.width(); i++) {
      result[start(out) + i] = alpha * left[start(a) + i] + beta * right[start(b) + i];
    }
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
    float[] left = array("product", a);
    float[] result = array("product", out);
    ScalarWeight right = rows(b, transposeB, e);
    int rowStep = transposeA ? 1 : e.inputs();
    int inputStep = transposeA ? e.rows() : 1;
    context
        .parallel()
        .ranges(
            e.rows(),
            GRAIN,
            (from, to) -> {
              float[] rows = new float[(to - from) * e.inputs()];
              for (int i = 0; i < rows.length; i++) {
                int m = from + i / e.inputs();
                rows[i] = left[start(a) + m * rowStep + i % e.inputs() * inputStep];
              }
              float[][] sums = new float[to - from][e.outputs()];
              right.multiply(rows, 0, sums, to - from);
              for (int m = from; m < to; m++) {
                store(sums[m - from], epilogue, result, start(out) + m * e.outputs());
              }
            });
  }

  /** The right-hand matrix as K rows of N values. */
  private static ScalarWeight rows(Tensor b, boolean transposed, ProductExtents e) {
    float[] in = array("product", b);
    int rowStep = transposed ? 1 : e.outputs();
    int columnStep = transposed ? e.inputs() : 1;
    float[][] rows = new float[e.inputs()][e.outputs()];
    for (int k = 0; k < e.inputs(); k++) {
      for (int n = 0; n < e.outputs(); n++) {
        rows[k][n] = in[start(b) + k * rowStep + n * columnStep];
      }
    }
    return new ScalarWeight(e.outputs(), rows, new float[e.outputs()]);
  }

  @Override
  public void columnSums(Tensor x, Tensor out) {
    RowExtents e = RowExtents.ofColumnSums(x, out);
    float[] in = array("columnSums", x);
    float[] result = array("columnSums", out);
    double[] sums = new double[e.width()];
    for (int m = 0; m < e.rows(); m++) {
      for (int n = 0; n < e.width(); n++) {
        sums[n] += in[start(x) + m * e.width() + n];
      }
    }
    for (int n = 0; n < e.width(); n++) {
      result[start(out) + n] += (float) sums[n];
    }
  }

  @Override
  public void fill(float value, Tensor out) {
    int from = start(out);
    Arrays.fill(array("fill", out), from, from + (int) out.size(), value);
  }
}
