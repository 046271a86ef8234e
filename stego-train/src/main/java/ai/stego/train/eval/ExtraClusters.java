package ai.stego.train.eval;

/** What becomes of pixels in clusters beyond the number of classes. */
public enum ExtraClusters {
  /** Every cluster may be matched; a pixel in a cluster without class is an error. */
  ERRORS,
  /**
   * Clusters K and up are looked at neither in the matching nor in the figures, as the reference
   * does; their pixels count nowhere. Flattering: the more pixels they take, the fewer are judged.
   */
  DROPPED_AS_REFERENCE
}
