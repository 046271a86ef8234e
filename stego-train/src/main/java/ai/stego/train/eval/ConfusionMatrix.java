package ai.stego.train.eval;

import ai.stego.tensor.InputException;
import ai.stego.tensor.ShapeException;
import ai.stego.train.data.LabelMap;
import java.util.Arrays;
import java.util.Objects;

/**
 * How many pixels of each labelled class were given each class or cluster: rows are what was
 * predicted, columns what the labels say. One of them gathers a whole dataset. It is not safe to
 * share between threads: each fills its own, and {@link #merge} sums them up, in any order.
 */
public final class ConfusionMatrix {
  private static final long MOST_CELLS = 1 << 24;

  private final int predictions;
  private final int classes;
  private final long[] counts;

  /**
   * Makes an empty matrix.
   *
   * @param predictions how many classes or clusters can be predicted
   * @param classes K, how many classes labels can have
   * @throws InputException if one of them is below 1, or the matrix would have over 16 Mi cells
   */
  public ConfusionMatrix(int predictions, int classes) {
    if (predictions < 1 || classes < 1 || (long) predictions * classes > MOST_CELLS) {
      throw new InputException(
          "confusion matrix: it cannot have " + predictions + " x " + classes + " cells");
    }
    this.predictions = predictions;
    this.classes = classes;
    this.counts = new long[predictions * classes];
  }

  /**
   * Counts pixels; those that are labelled {@link LabelMap#IGNORED} are passed by.
   *
   * @param predicted what each pixel was taken for, 0..predictions-1
   * @param actual its label, 0..K-1 or ignored
   * @throws ShapeException if there are more of one than of the other
   * @throws InputException if a prediction or a label is out of range; nothing is counted then
   */
  public void add(int[] predicted, int[] actual) {
    ShapeException.require(
        predicted.length == actual.length,
        "confusion matrix: labels",
        predicted.length + " labels",
        actual.length + " labels");
    for (int i = 0; i < actual.length; i++) {
      require("prediction", predicted[i], predictions, i);
      if (actual[i] != LabelMap.IGNORED) {
        require("label", actual[i], classes, i);
      }
    }
    for (int i = 0; i < actual.length; i++) {
      if (actual[i] != LabelMap.IGNORED) {
        counts[predicted[i] * classes + actual[i]]++;
      }
    }
  }

  private static void require(String what, int value, int count, int pixel) {
    if (value < 0 || value >= count) {
      throw new InputException(
          what + " " + value + " of pixel " + pixel + " is not within 0.." + (count - 1));
    }
  }

  /**
   * Adds all counts of another matrix to this one.
   *
   * @param other of the same size; it stays as it is
   * @throws ShapeException if it has another size
   */
  public void merge(ConfusionMatrix other) {
    ShapeException.require(
        predictions == other.predictions && classes == other.classes,
        "confusion matrix: merge",
        predictions + " x " + classes,
        other.predictions + " x " + other.classes);
    for (int i = 0; i < counts.length; i++) {
      counts[i] += other.counts[i];
    }
  }

  /**
   * The first rows alone, as if nothing else had been predicted anywhere.
   *
   * @param rows how many predictions to keep, 1..predictions
   * @return a copy of them
   * @throws InputException if there are not so many
   */
  public ConfusionMatrix first(int rows) {
    if (rows < 1 || rows > predictions) {
      throw new InputException(
          "confusion matrix: there are " + predictions + " predictions, not " + rows);
    }
    ConfusionMatrix part = new ConfusionMatrix(rows, classes);
    System.arraycopy(counts, 0, part.counts, 0, part.counts.length);
    return part;
  }

  /**
   * How many classes or clusters can be predicted.
   *
   * @return the number of rows
   */
  public int predictions() {
    return predictions;
  }

  /**
   * How many classes labels can have.
   *
   * @return K, the number of columns
   */
  public int classes() {
    return classes;
  }

  /**
   * One cell.
   *
   * @param predicted what was predicted, 0..predictions-1
   * @param actual what the label says, 0..K-1
   * @return the number of pixels
   * @throws IndexOutOfBoundsException if there is no such cell
   */
  public long count(int predicted, int actual) {
    Objects.checkIndex(predicted, predictions);
    return counts[predicted * classes + Objects.checkIndex(actual, classes)];
  }

  /**
   * How many pixels with a label were given a class or cluster.
   *
   * @param predicted 0..predictions-1
   * @return the sum of a row
   * @throws IndexOutOfBoundsException if there is no such row
   */
  public long predicted(int predicted) {
    int from = Objects.checkIndex(predicted, predictions) * classes;
    return Arrays.stream(counts, from, from + classes).sum();
  }

  /**
   * How many pixels have a label.
   *
   * @param actual 0..K-1
   * @return the sum of a column
   * @throws IndexOutOfBoundsException if there is no such column
   */
  public long actual(int actual) {
    long sum = 0;
    for (int i = Objects.checkIndex(actual, classes); i < counts.length; i += classes) {
      sum += counts[i];
    }
    return sum;
  }

  /**
   * How many pixels were counted.
   *
   * @return the sum of all cells
   */
  public long total() {
    return Arrays.stream(counts).sum();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ConfusionMatrix that
        && classes == that.classes
        && Arrays.equals(counts, that.counts);
  }

  @Override
  public int hashCode() {
    return 31 * classes + Arrays.hashCode(counts);
  }

  @Override
  public String toString() {
    return "confusion matrix " + predictions + " x " + classes + " of " + total() + " pixels";
  }
}
