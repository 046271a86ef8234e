package ai.stego.train.fit;

import ai.stego.segment.SegmentationHead;
import ai.stego.tensor.Backend;
import ai.stego.tensor.InputException;
import ai.stego.tensor.Rng;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Tensor;
import ai.stego.train.Progress;
import ai.stego.train.data.FeatureSource;
import java.util.Arrays;
import java.util.Optional;

/**
 * The codes of patches of a dataset, in memory: of all patches, or of as many drawn from each image
 * as are wanted in all. The draw depends on the seed alone.
 *
 * @param most about how many patches to keep, at least 1; each image gives at least one
 * @param seed of the draw
 */
public record CodeSample(int most, long seed) {
  /**
   * Checks the number.
   *
   * @param most about how many patches to keep
   * @param seed of the draw
   * @throws InputException if it is below 1
   */
  public CodeSample {
    if (most < 1) {
      throw new InputException("sample: expected at least 1 patch, got " + most);
    }
  }

  /**
   * Reads all features once and keeps codes.
   *
   * @param features of all images
   * @param head features to codes; empty if the features are the codes
   * @param backend where it runs
   * @param owner makes the result
   * @param progress hears how many images are done
   * @return (M,Z), image by image, in the order of the patches
   * @throws InputException if a code is not finite
   */
  public Tensor read(
      FeatureSource features,
      Optional<SegmentationHead> head,
      Backend backend,
      Scope owner,
      Progress progress) {
    int patches = features.rows() * features.columns();
    int each = (int) Math.max(1, Math.min(patches, (long) most / features.images()));
    int width = head.map(h -> h.linear1().outputs()).orElse(features.width());
    Tensor all = owner.tensor(Math.multiplyExact(each, features.images()), width);
    Rng rng = Rng.of(seed).split("code sample");
    try (Scope scope = backend.scope()) {
      Tensor read = scope.tensor(1, features.rows(), features.columns(), features.width());
      for (int image = 0; image < features.images(); image++) {
        features.read(new int[] {image}, read);
        try (Scope scratch = backend.scope()) {
          Tensor flat = read.reshape(1, patches, features.width());
          Tensor codes = head.isPresent() ? head.get().forward(flat, scratch) : flat;
          float[] kept = rows(codes.toArray(), width, drawn(rng, patches, each));
          requireFinite(kept, image);
          all.range(image * each, (image + 1) * each).write(kept);
        }
        progress.at("codes", image + 1, features.images());
      }
    }
    return all;
  }

  private static int[] drawn(Rng rng, int patches, int each) {
    int[] chosen = Arrays.copyOf(rng.permutation(patches), each);
    Arrays.sort(chosen);
    return chosen;
  }

  private static float[] rows(float[] codes, int width, int[] chosen) {
    float[] rows = new float[chosen.length * width];
    for (int i = 0; i < chosen.length; i++) {
      System.arraycopy(codes, chosen[i] * width, rows, i * width, width);
    }
    return rows;
  }

  private static void requireFinite(float[] codes, int image) {
    for (float code : codes) {
      if (!Float.isFinite(code)) {
        throw new InputException("codes of image " + image + " are not finite");
      }
    }
  }
}
