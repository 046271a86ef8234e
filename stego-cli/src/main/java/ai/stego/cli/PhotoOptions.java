package ai.stego.cli;

import ai.stego.image.ImageReader;
import ai.stego.image.Preprocess;
import ai.stego.tensor.InputException;
import picocli.CommandLine.Option;

/** What becomes of a photograph before the backbone sees it. */
final class PhotoOptions {
  private static final long MEGA = 1_000_000;

  /** What is kept of a photograph. */
  enum Crop {
    /** The middle square, as the reference does. */
    CENTER,
    /** All of it. */
    NONE
  }

  @Option(
      names = "--size",
      paramLabel = "R",
      defaultValue = "320",
      description =
          "Pixels of the shorter side that the backbone sees (default: ${DEFAULT-VALUE}).")
  private int size;

  @Option(
      names = "--crop",
      paramLabel = "center|none",
      defaultValue = "none",
      description = {
        "center: the middle square, as the reference evaluates;",
        "none: the whole photograph (default)."
      })
  private Crop crop;

  @Option(
      names = "--pixel-limit",
      paramLabel = "MP",
      defaultValue = "100",
      description = "Refuse photographs over so many megapixels (default: ${DEFAULT-VALUE}).")
  private long megapixels;

  Preprocess preprocess() {
    return crop == Crop.CENTER ? Preprocess.reference(size) : Preprocess.wholeImage(size);
  }

  /** Refuses a middle square that is not made of whole patches. */
  void requireFits(int patch) {
    if (crop == Crop.CENTER && size % patch != 0) {
      throw new InputException(
          "--size: with --crop center it must be a multiple of the patch "
              + patch
              + ", not "
              + size);
    }
  }

  ImageReader reader() {
    if (megapixels < 1 || megapixels > Integer.MAX_VALUE / MEGA) {
      throw new InputException("--pixel-limit: expected 1 to 2147, got " + megapixels);
    }
    return new ImageReader(megapixels * MEGA);
  }
}
