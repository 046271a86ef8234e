package ai.stego.tensor.cpu;

import static ai.stego.tensor.cpu.HostStorage.array;
import static ai.stego.tensor.cpu.HostStorage.start;

import ai.stego.tensor.CorrespondenceForm;
import ai.stego.tensor.Parallel;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.extent.CorrespondenceExtents;

/**
 * The correspondence loss, one pair of positions at a time, in double.
 *
 * <p>The mean of F over j is f[i]·(mean of g over j), since the product is linear: so the means
 * that centre F are known before the first pair, and no cosine has to be kept.
 */
final class ScalarCorrespondence {
  private final CorrespondenceExtents extents;
  private final CorrespondenceForm form;
  private final Rows f;
  private final Rows g;
  private final Rows s;
  private final Rows t;

  /** Rows of one of the inputs. */
  private record Rows(float[] values, int start, int width) {
    static Rows of(Tensor x) {
      return new Rows(array("correspondence", x), HostStorage.start(x), x.shape().axis(-1));
    }

    int at(int row) {
      return start + row * width;
    }
  }

  ScalarCorrespondence(
      CorrespondenceExtents extents,
      CorrespondenceForm form,
      Tensor f,
      Tensor g,
      Tensor s,
      Tensor t) {
    this.extents = extents;
    this.form = form;
    this.f = Rows.of(f);
    this.g = Rows.of(g);
    this.s = Rows.of(s);
    this.t = Rows.of(t);
  }

  void run(Parallel parallel, CorrespondenceExtents.Outputs out) {
    double pairs = extents.pairs();
    int positions = extents.positions();
    double[] rowMeans = new double[extents.images() * positions];
    double meanF =
        pairs == 0
            ? 0
            : OrderedSum.of(parallel, extents.images(), 1, (image, end) -> means(image, rowMeans))
                / rowMeans.length;
    double[] sumsOfS = new double[extents.images()];
    double loss =
        OrderedSum.of(
            parallel,
            extents.images(),
            1,
            (image, end) -> {
              Pairs work = new Pairs(image, meanF);
              for (int i = 0; i < positions; i++) {
                work.row(i, rowMeans[image * positions + i], out.sGradient());
              }
              work.store(out.tGradient());
              sumsOfS[image] = work.sumOfS;
              return work.loss;
            });
    double sumOfS = 0;
    for (double sum : sumsOfS) {
      sumOfS += sum;
    }
    double count = Math.max(pairs, 1);
    out.statistics().write((float) (loss / count), (float) (sumOfS / count), (float) meanF);
  }

  /** Writes the means of F over j for one image; returns their sum. */
  private double means(int image, double[] rowMeans) {
    int positions = extents.positions();
    double[] meanG = new double[extents.features()];
    for (int j = 0; j < positions; j++) {
      for (int c = 0; c < meanG.length; c++) {
        meanG[c] += g.values[g.at(image * positions + j) + c] / (double) positions;
      }
    }
    double sum = 0;
    for (int row = image * positions; row < (image + 1) * positions; row++) {
      for (int c = 0; c < meanG.length; c++) {
        rowMeans[row] += f.values[f.at(row) + c] * meanG[c];
      }
      sum += rowMeans[row];
    }
    return sum;
  }

  private static double dot(Rows a, int i, Rows b, int j) {
    double sum = 0;
    for (int c = 0; c < a.width; c++) {
      sum += (double) a.values[a.at(i) + c] * b.values[b.at(j) + c];
    }
    return sum;
  }

  /** All pairs of positions of one image. */
  private final class Pairs {
    private final int first;
    private final double meanF;
    private final double[] gradientOfT;
    private double loss;
    private double sumOfS;

    Pairs(int image, double meanF) {
      this.first = image * extents.positions();
      this.meanF = meanF;
      gradientOfT = new double[extents.positions() * extents.codes()];
    }

    /** One position of the first map with all of the second. */
    void row(int i, double rowMean, Tensor sGradient) {
      double[] gradient = new double[extents.codes()];
      for (int j = 0; j < extents.positions(); j++) {
        double similarity = dot(s, first + i, t, first + j);
        double feature = dot(f, first + i, g, first + j);
        double centred = form.pointwise() ? feature - rowMean + meanF : feature;
        double pull = centred - form.shift();
        // In this form a NaN stays a NaN.
        boolean below = similarity < form.least();
        boolean above = similarity > form.greatest();
        double clamped = below ? form.least() : above ? form.greatest() : similarity;
        sumOfS += similarity;
        loss -= clamped * pull;
        if (!below && !above) {
          addGradients(i, j, -pull / extents.pairs(), gradient);
        }
      }
      float[] out = array("correspondence", sGradient);
      for (int c = 0; c < gradient.length; c++) {
        out[start(sGradient) + (first + i) * gradient.length + c] = (float) gradient[c];
      }
    }

    private void addGradients(int i, int j, double weight, double[] gradient) {
      for (int c = 0; c < gradient.length; c++) {
        gradient[c] += weight * t.values[t.at(first + j) + c];
        gradientOfT[j * gradient.length + c] += weight * s.values[s.at(first + i) + c];
      }
    }

    void store(Tensor tGradient) {
      float[] out = array("correspondence", tGradient);
      int at = start(tGradient) + first * extents.codes();
      for (int i = 0; i < gradientOfT.length; i++) {
        out[at + i] = (float) gradientOfT[i];
      }
    }
  }
}
