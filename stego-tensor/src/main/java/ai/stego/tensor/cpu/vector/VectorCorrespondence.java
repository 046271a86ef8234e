package ai.stego.tensor.cpu.vector;

import ai.stego.tensor.CorrespondenceForm;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.cpu.CpuContext;
import ai.stego.tensor.cpu.OrderedSum;
import ai.stego.tensor.extent.CorrespondenceExtents;

/**
 * The correspondence loss by matrix products, image by image, a block of positions of the first map
 * at a time. The means that centre F come first: the mean of F over j is f[i]·(mean of g over j).
 *
 * @param context memory and threads
 * @param extents of the operation
 * @param form which form of the loss
 * @param f B·P rows of features
 * @param g B·P rows of features
 * @param s B·P rows of codes
 * @param t B·P rows of codes
 * @param sGradient overwritten
 * @param tGradient overwritten
 */
record VectorCorrespondence(
    CpuContext context,
    CorrespondenceExtents extents,
    CorrespondenceForm form,
    RowBlock f,
    RowBlock g,
    RowBlock s,
    RowBlock t,
    RowBlock sGradient,
    RowBlock tGradient) {

  /** Runs on the threads and writes the statistics. */
  void run(Tensor statistics) {
    int images = extents.images();
    double pairs = extents.pairs();
    double[] rowMeans = new double[images * extents.positions()];
    double meanF =
        OrderedSum.of(context.parallel(), images, 1, (image, end) -> means(image, rowMeans))
            / Math.max(1, rowMeans.length);
    double[] sumsOfS = new double[images];
    double loss =
        OrderedSum.of(
            context.parallel(),
            images,
            1,
            (image, end) -> {
              try (CorrespondenceBlock block = new CorrespondenceBlock(this, image, meanF)) {
                block.run(rowMeans);
                sumsOfS[image] = block.sumOfS();
                return block.loss();
              }
            });
    double sumOfS = 0;
    for (double sum : sumsOfS) {
      sumOfS += sum;
    }
    double count = Math.max(pairs, 1);
    statistics.write((float) (loss / count), (float) (sumOfS / count), (float) meanF);
  }

  /** The rows of one image. */
  RowBlock ofImage(RowBlock rows, int image) {
    int positions = extents.positions();
    return new RowBlock(rows.values(), rows.at(image * positions), rows.stride(), positions);
  }

  /** Writes the means of F over j for one image; returns their sum. */
  private double means(int image, double[] rowMeans) {
    int positions = extents.positions();
    int width = extents.features();
    double[] sums = new double[width];
    ColumnSums.add(ofImage(g, image), 0, width, sums);
    float[] mean = new float[width];
    for (int c = 0; c < width; c++) {
      mean[c] = (float) (sums[c] / positions);
    }
    double sum = 0;
    for (int row = image * positions; row < (image + 1) * positions; row++) {
      rowMeans[row] = Reductions.dot(f.values(), f.at(row), mean, 0, width);
      sum += rowMeans[row];
    }
    return sum;
  }
}
