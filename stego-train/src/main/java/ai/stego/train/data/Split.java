package ai.stego.train.data;

import java.util.Locale;

/** A part of a dataset. */
public enum Split {
  /** What is trained on. */
  TRAIN,
  /** What is evaluated on. */
  VAL,
  /** What is kept back for the last word. */
  TEST;

  /**
   * The name of its folder.
   *
   * @return {@code "train"}, {@code "val"} or {@code "test"}
   */
  public String folder() {
    return name().toLowerCase(Locale.ROOT);
  }
}
