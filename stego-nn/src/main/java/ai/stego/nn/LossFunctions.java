package ai.stego.nn;

import ai.stego.tensor.CorrespondenceForm;
import ai.stego.tensor.InputException;
import ai.stego.tensor.LossOps;
import ai.stego.tensor.ShapeException;
import ai.stego.tensor.Tensor;
import java.util.Arrays;

/**
 * Losses whose gradients are computed together with their values, because both need the same passes
 * over the data.
 */
public final class LossFunctions {
  private LossFunctions() {}

  /**
   * What a loss passes to one of its inputs.
   *
   * @param input of the loss
   * @param gradient the loss differentiated by the input, of the input's shape, made on its tape;
   *     not to be used afterwards
   */
  public record LocalGradient(Var input, Tensor gradient) {}

  /**
   * Records a loss whose gradients are known already.
   *
   * @param loss one value; must live as long as the tape
   * @param gradients one for each input, all of one tape; at least one
   * @return the loss as a variable
   * @throws ShapeException if the loss has more values or none
   * @throws InputException if there are no gradients, or the inputs belong to several tapes
   */
  public static Var fused(Tensor loss, LocalGradient... gradients) {
    ShapeException.require(loss.size() == 1, "fused: loss", "(1)", loss.shape());
    if (gradients.length == 0) {
      throw new InputException("fused: a loss needs an input");
    }
    Var[] inputs = Arrays.stream(gradients).map(LocalGradient::input).toArray(Var[]::new);
    return inputs[0]
        .tape()
        .record(
            loss,
            gradient -> {
              float factor = gradient.toArray()[0];
              for (LocalGradient local : gradients) {
                local.input().accumulate(factor, local.gradient());
              }
            },
            inputs);
  }

  /**
   * The mean of -log softmax(logits)[label] over the rows whose label is one of 0..K-1; other rows
   * are ignored. Without any such row the loss is 0. d logits = (softmax(logits) - [label]) / rows
   * (Bishop 2006, section 4.3.4).
   *
   * @param logits (...,K), flattened to (M,K)
   * @param labels M class indices
   * @return (1)
   * @throws ShapeException if the lengths do not fit
   */
  public static Var crossEntropy(Var logits, int[] labels) {
    Tape tape = logits.tape();
    ShapeException.require(
        logits.shape().rank() >= 2, "cross entropy: logits", "(...,K)", logits.shape());
    Tensor loss = tape.tensor(1);
    Tensor gradient = tape.tensor(logits.shape());
    tape.backend().loss().crossEntropy(Rows.of(logits.value()), labels, loss, Rows.of(gradient));
    return fused(loss, new LocalGradient(logits, gradient));
  }

  /**
   * The cross entropy of maps that are resized bilinearly to the size of their labels: as {@link
   * MapFunctions#resize} and then {@link #crossEntropy}, but image by image, so that logits at
   * every pixel are there for one image at a time only. Each image's mean counts by its share of
   * the rows that count.
   *
   * @param maps (B,h,w,K), logits
   * @param height H
   * @param width W
   * @param labels B·H·W class indices; others than 0..K-1 are ignored
   * @return (1)
   * @throws ShapeException if the maps have other than four axes, or the lengths do not fit
   */
  public static Var resizedCrossEntropy(Var maps, int height, int width, int[] labels) {
    ShapeException.require(
        maps.shape().rank() == 4, "cross entropy: maps", "(B,h,w,K)", maps.shape());
    Tape tape = maps.tape();
    Tensor loss = tape.tensor(1);
    Tensor gradient = tape.tensor(maps.shape());
    new ResizedCrossEntropy(tape.backend(), height, width)
        .run(maps.value(), labels, loss, gradient);
    return fused(loss, new LocalGradient(maps, gradient));
  }

  /**
   * Minus the mean cosine of codes to their nearest centroids (Hamilton et al. 2022, section 3.3).
   * The gradient goes to the centroids only, so that clustering does not bend the codes.
   *
   * @param codes (...,Z), flattened to (M,Z); a constant
   * @param centroids (K,Z), of any length
   * @return (1)
   * @throws ShapeException if the shapes do not fit
   * @throws InputException if the codes are differentiable
   */
  public static Var clusterLoss(Var codes, Var centroids) {
    requireConstant("cluster loss: the codes", codes);
    ShapeException.require(
        codes.shape().rank() >= 2, "cluster loss: codes", "(...,Z)", codes.shape());
    Tape tape = centroids.tape();
    Tensor loss = tape.tensor(1);
    Tensor gradient = tape.tensor(centroids.shape());
    tape.backend().loss().clusterLoss(Rows.of(codes.value()), centroids.value(), loss, gradient);
    return fused(loss, new LocalGradient(centroids, gradient));
  }

  /**
   * A correspondence loss with what it was computed from.
   *
   * @param loss (1)
   * @param statistics (3): the loss, the mean cosine of codes before it is clamped, the mean cosine
   *     of features before it is centred
   */
  public record Correspondence(Var loss, Tensor statistics) {}

  /**
   * Pulls codes together where features agree more than a shift, and apart where they agree less
   * (Hamilton et al. 2022, section 3.2): the mean of -clamp(S)·(F' - shift) over all pairs of
   * positions, S the cosines of codes and F' those of features, centred if the form says so. See
   * {@code docs/correspondence-loss.md} and {@link LossOps#correspondence}.
   *
   * @param f (B,P,F), rows of length 1; a constant
   * @param g (B,P,F), rows of length 1; a constant
   * @param s (B,P,Z), rows of length 1
   * @param t (B,P,Z), rows of length 1; may be s
   * @param form centring, clamping and shift
   * @return the loss and its statistics
   * @throws ShapeException if the shapes do not fit
   * @throws InputException if features are differentiable
   */
  public static Correspondence correspondence(Var f, Var g, Var s, Var t, CorrespondenceForm form) {
    requireConstant("correspondence: the features f", f);
    requireConstant("correspondence: the features g", g);
    Tape tape = s.tape();
    Tensor statistics = tape.tensor(3);
    Tensor ds = tape.tensor(s.shape());
    Tensor dt = tape.tensor(t.shape());
    tape.backend()
        .loss()
        .correspondence(f.value(), g.value(), s.value(), t.value(), form, statistics, ds, dt);
    Var loss = fused(statistics.range(0, 1), new LocalGradient(s, ds), new LocalGradient(t, dt));
    return new Correspondence(loss, statistics);
  }

  private static void requireConstant(String what, Var input) {
    if (input.differentiable()) {
      throw new InputException(what + " are differentiable, but get no gradient; detach() them");
    }
  }
}
