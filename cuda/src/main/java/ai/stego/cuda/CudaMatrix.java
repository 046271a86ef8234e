package ai.stego.cuda;

import ai.stego.tensor.Epilogue;
import ai.stego.tensor.InputException;
import ai.stego.tensor.MatrixOps;
import ai.stego.tensor.PackedWeight;
import ai.stego.tensor.Precision;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.extent.LinearExtents;
import ai.stego.tensor.extent.ProductExtents;
import ai.stego.tensor.extent.RowExtents;
import java.util.Locale;

/**
 * Matrix products, sums and copies; kernels in {@code matrix_*.cu}, {@code sums.cu} and {@code
 * elementwise.cu}. A library's product goes before the own kernels where it offers itself.
 */
final class CudaMatrix implements MatrixOps {
  private final DeviceContext context;
  private final MatrixProduct library;
  private final KernelProduct kernels;

  CudaMatrix(DeviceContext context, MatrixProduct library) {
    this.context = context;
    this.library = library;
    this.kernels = new KernelProduct(context);
  }

  @Override
  public PackedWeight pack(Tensor weight, Tensor bias, Scope owner) {
    LinearExtents e = LinearExtents.ofWeight(weight, bias);
    int stride = DeviceWeight.stride(e.inputs());
    Precision precision = context.precision();
    Tensor values = owner.tensor(e.outputs(), stride);
    round(precision == Precision.TF32 ? precision : Precision.FLOAT32, weight, e, values);
    Tensor rounded = precision == Precision.TF32 ? values : null;
    if (precision == Precision.BF16 || precision == Precision.FP16) {
      rounded = owner.tensor(e.outputs(), stride * Short.BYTES / Float.BYTES);
      round(precision, weight, e, rounded);
    }
    Tensor ownBias = null;
    if (bias != null) {
      ownBias = owner.tensor(e.outputs());
      copy(bias, ownBias);
    }
    return new DeviceWeight(e.outputs(), e.inputs(), values, rounded, ownBias);
  }

  private void round(Precision precision, Tensor weight, LinearExtents e, Tensor out) {
    int stride = DeviceWeight.stride(e.inputs());
    context.launch(
        "pack_" + precision.name().toLowerCase(Locale.ROOT),
        Elementwise.launch(context, (long) e.outputs() * stride),
        context.address("pack", weight),
        context.address("pack", out),
        e.outputs(),
        e.inputs(),
        stride);
  }

  /** The weight as this backend packed it. */
  static DeviceWeight own(String operation, PackedWeight weight) {
    if (weight instanceof DeviceWeight own) {
      return own;
    }
    throw new InputException(
        operation
            + ": expected a weight packed by the cuda backend, got "
            + weight.getClass().getSimpleName());
  }

  @Override
  public void linear(Tensor x, PackedWeight weight, Epilogue epilogue, Tensor out) {
    LinearExtents e = LinearExtents.of(x, weight, out);
    DeviceWeight own = own("linear", weight);
    linear(context.address("linear", x), e.rows(), own, epilogue, context.address("linear", out));
  }

  /**
   * out = epilogue(x·Wᵀ + b) for rows that no tensor holds, such as patches in scratch memory.
   *
   * @param x address of (M,K)
   * @param rows M
   * @param weight (N,K) with its bias
   * @param epilogue what becomes of each value
   * @param out address of (M,N)
   */
  void linear(long x, int rows, DeviceWeight weight, Epilogue epilogue, long out) {
    int stride = weight.stride();
    ProductShape shape =
        new ProductShape(
            rows,
            weight.outputs(),
            weight.inputs(),
            false,
            weight.inputs(),
            true,
            stride,
            weight.outputs());
    long bias = weight.bias() == null ? 0 : context.address("linear", weight.bias());
    long values = context.address("linear", weight.values());
    if (offered(shape)) {
      library.multiply(shape, x, values, epilogue == Epilogue.ACCUMULATE, out);
      if (epilogue == Epilogue.RELU || epilogue == Epilogue.GELU) {
        kernels.finish(shape, bias, epilogue, out);
      } else if (bias != 0) {
        kernels.finish(shape, bias, Epilogue.NONE, out);
      }
      return;
    }
    boolean packed = weight.rounded() != null;
    long b = packed ? context.address("linear", weight.rounded()) : values;
    kernels.multiply(shape, x, new KernelProduct.Right(b, stride, packed, bias), epilogue, out);
  }

  private boolean offered(ProductShape shape) {
    boolean empty = shape.rows() == 0 || shape.outputs() == 0 || shape.inputs() == 0;
    return !empty && library.offers(shape);
  }

  @Override
  public void product(
      Tensor a, boolean transposeA, Tensor b, boolean transposeB, Epilogue epilogue, Tensor out) {
    ProductExtents e = ProductExtents.of(a, transposeA, b, transposeB, epilogue, out);
    int strideA = transposeA ? e.rows() : e.inputs();
    int strideB = transposeB ? e.inputs() : e.outputs();
    ProductShape shape =
        new ProductShape(
            e.rows(),
            e.outputs(),
            e.inputs(),
            transposeA,
            strideA,
            transposeB,
            strideB,
            e.outputs());
    long left = context.address("product", a);
    long right = context.address("product", b);
    long result = context.address("product", out);
    if (offered(shape)) {
      library.multiply(shape, left, right, epilogue == Epilogue.ACCUMULATE, result);
    } else {
      KernelProduct.Right bare = new KernelProduct.Right(right, strideB, false, 0);
      kernels.multiply(shape, left, bare, epilogue, result);
    }
  }

  @Override
  public void columnSums(Tensor x, Tensor out) {
    RowExtents e = RowExtents.ofColumnSums(x, out);
    long from = context.address("columnSums", x);
    long to = context.address("columnSums", out);
    if (e.rows() > 0 && e.width() > 0) {
      ColumnSums.add(context, from, e.rows(), e.width(), to);
    }
  }

  @Override
  public void weightedSum(float alpha, Tensor a, float beta, Tensor b, Tensor out) {
    RowExtents e = RowExtents.ofWeightedSum(a, b, out);
    context.launch(
        "weighted_sum",
        Elementwise.launch(context, e.width()),
        alpha,
        context.address("weightedSum", a),
        beta,
        context.address("weightedSum", b),
        context.address("weightedSum", out),
        e.width());
  }

  @Override
  public void copy(Tensor x, Tensor out) {
    RowExtents e = RowExtents.ofCopy(x, out);
    context.launch(
        "copy_values",
        Elementwise.launch(context, e.width()),
        context.address("copy", x),
        context.address("copy", out),
        e.width());
  }

  @Override
  public void fill(float value, Tensor out) {
    context.launch(
        "fill_values",
        Elementwise.launch(context, out.size()),
        value,
        context.address("fill", out),
        out.size());
  }
}
