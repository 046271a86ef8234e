package ai.stego.train;

import ai.stego.nn.LossFunctions;
import ai.stego.nn.LossFunctions.Correspondence;
import ai.stego.nn.MapFunctions;
import ai.stego.nn.MatrixFunctions;
import ai.stego.nn.Tape;
import ai.stego.nn.Var;
import ai.stego.tensor.CorrespondenceForm;
import ai.stego.tensor.Shape;
import ai.stego.tensor.Tensor;
import ai.stego.train.config.Setting;
import ai.stego.train.config.TrainConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * STEGO's loss (Hamilton et al. 2022, section 3.2): codes shall correspond where features do, for
 * an image with itself, with a neighbour and with R shuffled images. See {@code
 * docs/correspondence-loss.md}.
 *
 * @param self an image with itself
 * @param neighbor an image with its neighbour
 * @param negative an image with shuffled ones
 */
public record CorrespondenceLoss(Term self, Term neighbor, Term negative) {
  /**
   * One of the three.
   *
   * @param weight its factor in the sum
   * @param form how features and codes are compared
   */
  public record Term(float weight, CorrespondenceForm form) {}

  /**
   * What it says of one batch.
   *
   * @param total the weighted sum, to be differentiated
   * @param self the pairs of an image with itself
   * @param neighbor the pairs with a neighbour
   * @param negatives the pairs with shuffled images, R of them
   */
  public record Outcome(
      Var total, Correspondence self, Correspondence neighbor, List<Correspondence> negatives) {}

  /** One set of maps sampled at positions: features and codes, (B,P,C) with unit rows. */
  private record Sampled(Var features, Var codes) {}

  /**
   * The loss that a configuration asks for.
   *
   * @param config weights, shifts and flags
   * @return the loss
   */
  public static CorrespondenceLoss of(TrainConfig config) {
    return new CorrespondenceLoss(
        term(config, Setting.SELF_WEIGHT, Setting.SELF_SHIFT),
        term(config, Setting.NEIGHBOR_WEIGHT, Setting.NEIGHBOR_SHIFT),
        term(config, Setting.NEGATIVE_WEIGHT, Setting.NEGATIVE_SHIFT));
  }

  private static Term term(TrainConfig config, Setting weight, Setting shift) {
    CorrespondenceForm form =
        new CorrespondenceForm(
            config.flag(Setting.POINTWISE),
            config.flag(Setting.ZERO_CLAMP),
            config.flag(Setting.STABILIZED),
            (float) config.number(shift));
    return new Term((float) config.number(weight), form);
  }

  /**
   * Compares a batch.
   *
   * @param images features (B,h,w,F), constants, and codes (B,h,w,Z) of the images
   * @param neighbors the same of one neighbour of each
   * @param draws where to look, and the shuffled images
   * @return the loss and what it consists of
   */
  public Outcome forward(Maps images, Maps neighbors, StepDraws draws) {
    Tape tape = images.codes().tape();
    int batch = images.codes().shape().axis(0);
    int side = (int) Math.round(Math.sqrt(draws.first().length / (2.0 * batch)));
    Shape shape = Shape.of(batch, side, side, 2);
    Tensor first = tape.tensor(shape).write(draws.first());
    Tensor second = tape.tensor(shape).write(draws.second());
    int[] same = IntStream.range(0, batch).toArray();

    Sampled here = sample(images, same, first);
    Correspondence withSelf = compare(here, here, self);
    Correspondence withNeighbor = compare(here, sample(neighbors, same, second), neighbor);
    Var total =
        MatrixFunctions.weightedSum(
            self.weight(), withSelf.loss(), neighbor.weight(), withNeighbor.loss());
    List<Correspondence> withNegatives = new ArrayList<>();
    for (int[] shuffle : draws.shuffles()) {
      Correspondence withNegative = compare(here, sample(images, shuffle, second), negative);
      withNegatives.add(withNegative);
      float share = negative.weight() / draws.shuffles().length;
      total = MatrixFunctions.weightedSum(1, total, share, withNegative.loss());
    }
    return new Outcome(total, withSelf, withNeighbor, withNegatives);
  }

  /**
   * Features and codes of the same images.
   *
   * @param features (B,h,w,F), constants
   * @param codes (B,h,w,Z)
   */
  public record Maps(Var features, Var codes) {}

  private static Correspondence compare(Sampled a, Sampled b, Term term) {
    return LossFunctions.correspondence(
        a.features(), b.features(), a.codes(), b.codes(), term.form());
  }

  private static Sampled sample(Maps maps, int[] images, Tensor coordinates) {
    return new Sampled(
        unitRows(maps.features(), images, coordinates),
        unitRows(maps.codes(), images, coordinates));
  }

  /** Samples maps and brings them to (B,S·S,C) with rows of length 1. */
  private static Var unitRows(Var maps, int[] images, Tensor coordinates) {
    Var sampled = MapFunctions.sample(maps, images, coordinates);
    int[] axes = sampled.shape().toArray();
    Var rows = MatrixFunctions.reshape(sampled, axes[0], axes[1] * axes[2], axes[3]);
    return MapFunctions.normalize(rows);
  }
}
