package ai.stego.tensor.cpu.vector;

import ai.stego.tensor.CorrespondenceForm;
import ai.stego.tensor.Epilogue;
import ai.stego.tensor.cpu.HostAllocator;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The correspondence loss of one image, on the calling thread: at most {@link GemmBlock#ROWS} x P
 * cosines of features and of codes are there at any time.
 */
final class CorrespondenceBlock implements AutoCloseable {
  private static final VectorSpecies<Float> S = Lanes.FLOATS;
  private static final int L = Lanes.COUNT;

  private final HostAllocator memory;
  private final CorrespondenceForm form;
  private final double meanF;
  private final float share;
  private final int positions;
  private final int firstRow;
  private final RowBlock f;
  private final RowBlock s;
  private final RowBlock sGradient;
  private final RowBlock tGradient;
  private final VectorWeight features;
  private final VectorWeight codes;
  private final VectorWeight codeRows;
  private final float[] ofFeatures;
  private final float[] ofCodes;
  private double loss;
  private double sumOfS;

  CorrespondenceBlock(VectorCorrespondence work, int image, double meanF) {
    this.meanF = meanF;
    memory = work.context().memory();
    form = work.form();
    share = (float) (-1 / work.extents().pairs());
    positions = work.extents().positions();
    firstRow = image * positions;
    f = work.ofImage(work.f(), image);
    s = work.ofImage(work.s(), image);
    sGradient = work.ofImage(work.sGradient(), image);
    tGradient = work.ofImage(work.tGradient(), image);
    RowBlock t = work.ofImage(work.t(), image);
    features = columns(work.ofImage(work.g(), image));
    codes = columns(t);
    codeRows = rows(t);
    ofFeatures = memory.borrow(GemmBlock.ROWS * positions);
    ofCodes = memory.borrow(GemmBlock.ROWS * positions);
  }

  /** Packs rows as the columns of the right-hand matrix: the product is with their transpose. */
  private VectorWeight columns(RowBlock rows) {
    Panels layout = new Panels(rows.stride(), rows.rows(), GemmTile.STRIDE);
    float[] panels = memory.borrow(layout.size());
    Panels.Columns from = new Panels.Columns(rows.values(), rows.start(), rows.stride(), panels, 0);
    layout.packColumns(from, 0, layout.paddedColumns() / GemmTile.COLUMNS);
    return new VectorWeight(layout, panels, new float[layout.paddedColumns()]);
  }

  /** Packs rows as the rows of the right-hand matrix. */
  private VectorWeight rows(RowBlock rows) {
    Panels layout = new Panels(rows.rows(), rows.stride(), GemmTile.STRIDE);
    float[] panels = memory.borrow(layout.size());
    for (int from = 0; from < layout.depth(); from += layout.chunk()) {
      for (int j = 0; j < layout.columns(); j += GemmTile.COLUMNS) {
        layout.packRows(rows, from, j, panels);
      }
    }
    return new VectorWeight(layout, panels, new float[layout.paddedColumns()]);
  }

  /** Passes over all pairs. */
  void run(double[] rowMeans) {
    for (int from = 0; from < positions; from += GemmBlock.ROWS) {
      int count = Math.min(GemmBlock.ROWS, positions - from);
      RowBlock feature = new RowBlock(ofFeatures, 0, positions, count);
      RowBlock code = new RowBlock(ofCodes, 0, positions, count);
      multiply(part(f, from, count), features, Epilogue.NONE, feature);
      multiply(part(s, from, count), codes, Epilogue.NONE, code);
      for (int row = 0; row < count; row++) {
        double rowMean = rowMeans[firstRow + from + row];
        double shift = form.pointwise() ? meanF - rowMean - form.shift() : -form.shift();
        weigh(row * positions, (float) shift);
      }
      multiply(feature, codeRows, Epilogue.NONE, part(sGradient, from, count));
      addToT(part(s, from, count), from == 0);
    }
  }

  private void multiply(LeftBlock left, VectorWeight right, Epilogue epilogue, RowBlock out) {
    GemmBlock.multiply(memory, left, right, epilogue, out);
  }

  private static RowBlock part(RowBlock rows, int from, int count) {
    return new RowBlock(rows.values(), rows.at(from), rows.stride(), count);
  }

  /** tGradient += wᵀ·s for the rows of s at hand. */
  private void addToT(RowBlock left, boolean first) {
    VectorWeight right = rows(left);
    try {
      for (int j = 0; j < positions; j += GemmBlock.ROWS) {
        int count = Math.min(GemmBlock.ROWS, positions - j);
        ColumnBlock weights = new ColumnBlock(ofFeatures, j, positions, count);
        Epilogue epilogue = first ? Epilogue.NONE : Epilogue.ACCUMULATE;
        multiply(weights, right, epilogue, part(tGradient, j, count));
      }
    } finally {
      memory.giveBack(right.panels());
    }
  }

  /** One row of cosines: adds to the loss, and turns the features' into the weights w. */
  private void weigh(int at, float shift) {
    float least = form.least();
    float greatest = form.greatest();
    FloatVector losses = FloatVector.zero(S);
    FloatVector sums = losses;
    int j = 0;
    for (; j <= positions - L; j += L) {
      FloatVector similarity = FloatVector.fromArray(S, ofCodes, at + j);
      FloatVector pull = FloatVector.fromArray(S, ofFeatures, at + j).add(shift);
      VectorMask<Float> below = similarity.compare(VectorOperators.LT, least);
      VectorMask<Float> above = similarity.compare(VectorOperators.GT, greatest);
      FloatVector clamped = similarity.blend(least, below).blend(greatest, above);
      sums = sums.add(similarity);
      losses = losses.add(clamped.mul(pull));
      pull.mul(share).blend(0f, below.or(above)).intoArray(ofFeatures, at + j);
    }
    sumOfS += Lanes.sum(sums);
    loss -= Lanes.sum(losses);
    for (; j < positions; j++) {
      float similarity = ofCodes[at + j];
      float pull = ofFeatures[at + j] + shift;
      boolean below = similarity < least;
      boolean above = similarity > greatest;
      sumOfS += similarity;
      loss -= (below ? least : above ? greatest : similarity) * pull;
      ofFeatures[at + j] = below || above ? 0 : pull * share;
    }
  }

  double loss() {
    return loss;
  }

  double sumOfS() {
    return sumOfS;
  }

  @Override
  public void close() {
    memory.giveBack(features.panels());
    memory.giveBack(codes.panels());
    memory.giveBack(codeRows.panels());
    memory.giveBack(ofFeatures);
    memory.giveBack(ofCodes);
  }
}
