package ai.stego.tensor.extent;

import ai.stego.tensor.Epilogue;
import ai.stego.tensor.ShapeException;
import ai.stego.tensor.Tensor;

/**
 * Extents of {@link ai.stego.tensor.ActivationOps#scaleChannels}.
 *
 * @param images B
 * @param pixels the product of the axes between B and C
 * @param channels C
 */
public record ChannelExtents(int images, int pixels, int channels) {
  /**
   * Checks a scaling.
   *
   * @param x (B,…,C)
   * @param factors (B,C)
   * @param epilogue none, or adding
   * @param out the shape of x; x itself, or apart from it, and apart from the factors
   * @return the extents
   */
  public static ChannelExtents of(Tensor x, Tensor factors, Epilogue epilogue, Tensor out) {
    String operation = "scaleChannels";
    Checks.noneOrAccumulate(operation, epilogue);
    ShapeException.require(x.shape().rank() >= 2, operation + ": x", "(B,...,C)", x.shape());
    int images = x.shape().axis(0);
    int channels = x.shape().axis(-1);
    Checks.shape(operation + ": factors", factors, images, channels);
    Checks.sameShape(operation + ": out", x, out);
    Checks.sameOrApart(operation + ": out", x, out);
    Checks.apart(operation + ": out", factors, out);
    int rows = Checks.rows(operation + ": x", x);
    return new ChannelExtents(images, images == 0 ? 0 : rows / images, channels);
  }
}
