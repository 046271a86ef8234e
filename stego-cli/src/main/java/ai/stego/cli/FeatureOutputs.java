package ai.stego.cli;

import ai.stego.tensor.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Where {@code stego features} writes, looked at before anything is computed.
 *
 * @param features a {@code .npy} or {@code .safetensors} file
 * @param pca a picture, or null
 * @param attention a picture, or null
 */
record FeatureOutputs(Path features, Path pca, Path attention) {
  private static final int PCA_COMPONENTS = 3;

  /**
   * Checks names and folders.
   *
   * @throws InputException if one could not be written
   */
  FeatureOutputs {
    if (!hasEnding(features, ".npy") && !hasEnding(features, ".safetensors")) {
      throw new InputException(features + ": the output's name must end in .npy or .safetensors");
    }
    Set<Path> paths = new HashSet<>();
    check(features, paths);
    for (Path picture : new Path[] {pca, attention}) {
      if (picture != null) {
        if (!hasEnding(picture, ".png")) {
          throw new InputException(picture + ": the picture's name must end in .png");
        }
        check(picture, paths);
      }
    }
  }

  private static void check(Path path, Set<Path> others) {
    requireWritable(path);
    if (!others.add(path.toAbsolutePath().normalize())) {
      throw new InputException(path + ": two outputs cannot be the same file");
    }
  }

  /**
   * Looks at an output before anything is computed.
   *
   * @throws InputException if it could not be written
   */
  static void requireWritable(Path path) {
    Path folder = path.toAbsolutePath().normalize().getParent();
    if (Files.isDirectory(path)) {
      throw new InputException(path + ": is a folder, cannot be written");
    }
    if (!Files.isDirectory(folder)) {
      throw new InputException(path + ": the folder " + folder + " does not exist");
    }
    if (!Files.isWritable(folder)) {
      throw new InputException(path + ": the folder " + folder + " cannot be written");
    }
  }

  /** Whether the features go into one array. */
  boolean isNpy() {
    return hasEnding(features, ".npy");
  }

  /** The most bytes that a picture's name has around the name of a photograph. */
  int bytesAround() {
    int most = OutputNames.OVERLAY.length();
    for (Path picture : new Path[] {pca, attention}) {
      if (picture != null) {
        most = Math.max(most, OutputNames.bytes(picture.getFileName() + "."));
      }
    }
    return most;
  }

  /**
   * Checks that features have enough values for the pictures.
   *
   * @throws InputException if they have not
   */
  void requireWidth(int width) {
    if (pca != null && width < PCA_COMPONENTS) {
      throw new InputException(
          "--pca: three components need features of width 3 or more, the backbone's have " + width);
    }
  }

  private static boolean hasEnding(Path path, String ending) {
    return path.toString().toLowerCase(Locale.ROOT).endsWith(ending);
  }
}
