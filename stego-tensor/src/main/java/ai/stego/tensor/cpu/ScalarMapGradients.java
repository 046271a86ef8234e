package ai.stego.tensor.cpu;

import static ai.stego.tensor.cpu.HostStorage.array;
import static ai.stego.tensor.cpu.HostStorage.start;

import ai.stego.tensor.Interpolation;
import ai.stego.tensor.Parallel;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.extent.MapExtents;
import ai.stego.tensor.extent.SampleExtents;

/**
 * Gradients of resizing and sampling: every output value's gradient goes to the samples it was read
 * from, summed in double map by map.
 */
final class ScalarMapGradients {
  private ScalarMapGradients() {}

  /** Adds the gradient of one map to its sums. */
  private interface Map {
    void addTo(double[] sums, int image);
  }

  /** The channels of one output pixel's gradient, and the sums of the map that it was read from. */
  private record Pixel(float[] from, int at, int channels, double[] sums) {
    void addTo(int place, double weight) {
      for (int c = 0; c < channels; c++) {
        sums[place * channels + c] += weight * from[at + c];
      }
    }
  }

  static void resize(
      Parallel parallel,
      Tensor outGradient,
      Interpolation interpolation,
      double scaleH,
      double scaleW,
      Tensor xGradient) {
    MapExtents e = MapExtents.ofResizeGradient(outGradient, scaleH, scaleW, xGradient);
    Taps vertical = Taps.of(interpolation, e.rows(), e.outRows(), scaleH);
    Taps horizontal = Taps.of(interpolation, e.columns(), e.outColumns(), scaleW);
    float[] from = array("resizeGradient", outGradient);
    eachMap(
        parallel,
        xGradient,
        (sums, image) -> {
          int at = start(outGradient) + image * e.outRows() * e.outColumns() * e.channels();
          for (int i = 0; i < e.outRows(); i++) {
            for (int j = 0; j < e.outColumns(); j++) {
              Pixel pixel = new Pixel(from, at, e.channels(), sums);
              spread(pixel, e.columns(), vertical, i, horizontal, j);
              at += e.channels();
            }
          }
        });
  }

  /** Adds output pixel (i, j)'s gradient to the samples that it reads. */
  private static void spread(
      Pixel pixel, int columns, Taps vertical, int i, Taps horizontal, int j) {
    for (int v = i * vertical.count(); v < (i + 1) * vertical.count(); v++) {
      for (int h = j * horizontal.count(); h < (j + 1) * horizontal.count(); h++) {
        double weight = (double) vertical.weight()[v] * horizontal.weight()[h];
        pixel.addTo(vertical.index()[v] * columns + horizontal.index()[h], weight);
      }
    }
  }

  static void sample(
      Parallel parallel, Tensor outGradient, int[] images, Tensor coordinates, Tensor xGradient) {
    SampleExtents e = SampleExtents.ofGradient(outGradient, images, coordinates, xGradient);
    float[] from = array("sampleGradient", outGradient);
    float[] places = array("sampleGradient", coordinates);
    eachMap(
        parallel,
        xGradient,
        (sums, image) -> {
          for (int group = 0; group < e.groups(); group++) {
            if (images[group] == image) {
              for (int s = group * e.points(); s < (group + 1) * e.points(); s++) {
                double column = Taps.position(places[start(coordinates) + 2 * s], e.columns());
                double row = Taps.position(places[start(coordinates) + 2 * s + 1], e.rows());
                int at = start(outGradient) + s * e.channels();
                spread(new Pixel(from, at, e.channels(), sums), e, row, column);
              }
            }
          }
        });
  }

  /** Adds one sample's gradient to the four pixels around it. */
  private static void spread(Pixel pixel, SampleExtents e, double row, double column) {
    int top = (int) row;
    int left = (int) column;
    for (int i = 0; i < 2; i++) {
      for (int j = 0; j < 2; j++) {
        double down = i == 0 ? 1 - (row - top) : row - top;
        double right = j == 0 ? 1 - (column - left) : column - left;
        int y = Math.min(top + i, e.rows() - 1);
        int x = Math.min(left + j, e.columns() - 1);
        pixel.addTo(y * e.columns() + x, down * right);
      }
    }
  }

  /** Works out the sums of every map and adds them to it. */
  private static void eachMap(Parallel parallel, Tensor xGradient, Map map) {
    float[] result = array("gradient", xGradient);
    int images = xGradient.shape().axis(0);
    int size = images == 0 ? 0 : (int) (xGradient.size() / images);
    parallel.ranges(
        images,
        1,
        (first, last) -> {
          for (int image = first; image < last; image++) {
            double[] sums = new double[size];
            map.addTo(sums, image);
            for (int i = 0; i < size; i++) {
              result[start(xGradient) + image * size + i] += (float) sums[i];
            }
          }
        });
  }
}
