package ai.stego.segment;

import ai.stego.image.Size;
import ai.stego.tensor.Backend;
import ai.stego.tensor.InputException;
import ai.stego.tensor.Interpolation;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Tensor;

/**
 * From the codes of patches to log-probabilities of pixels: codes resized bilinearly, then the
 * probe. Codes at every pixel would be the largest thing in memory by far, so it goes in bands of
 * rows. A band starts and ends one patch beyond its pixels, so that it sees the same neighbours as
 * the whole map would.
 *
 * @param backend where the codes live
 * @param probe says what codes mean
 * @param patch P, pixels from patch to patch
 */
public record PixelProbabilities(Backend backend, Probe probe, int patch) {
  private static final int BAND = 8;
  private static final int MAX_VALUES = Integer.MAX_VALUE - 8;

  /**
   * Computes the log-probabilities of each pixel.
   *
   * @param codes (1,h,w,Z)
   * @param size H and W, at most h·P and w·P: padding is left out
   * @return (H,W,K)
   * @throws InputException if there would be more values than an array can hold
   */
  public float[] logProbabilities(Tensor codes, Size size) {
    int classes = probe.classes();
    if (size.pixels() * classes > MAX_VALUES) {
      throw new InputException(
          size + " pixels of " + classes + " classes are too many at once; choose a smaller size");
    }
    float[] scores = new float[(int) size.pixels() * classes];
    int bandRows = BAND * patch;
    for (int top = 0; top < size.height(); top += bandRows) {
      int rows = Math.min(bandRows, size.height() - top);
      band(codes, size, top, rows, scores);
    }
    return scores;
  }

  private void band(Tensor codes, Size size, int top, int rows, float[] scores) {
    int patchRows = codes.shape().axis(1);
    int first = Math.max(0, top / patch - 1);
    int last = Math.min(patchRows, (top + rows - 1) / patch + 2);
    int columns = codes.shape().axis(2);
    int width = codes.shape().axis(3);
    int skipped = top - first * patch;
    try (Scope scope = backend.scope()) {
      Tensor part = codes.reshape(patchRows, -1).range(first, last);
      Tensor pixels = scope.tensor(1, skipped + rows, size.width(), width);
      backend
          .image()
          .resize(
              part.reshape(1, last - first, columns, width),
              Interpolation.BILINEAR,
              patch,
              patch,
              pixels);
      Tensor wanted =
          pixels.reshape(skipped + rows, -1).range(skipped, skipped + rows).reshape(-1, width);
      float[] band = probe.logProbabilities(wanted, scope).toArray();
      System.arraycopy(band, 0, scores, top * size.width() * probe.classes(), band.length);
    }
  }
}
