package ai.stego.tensor.testing;

import ai.stego.tensor.Interpolation;
import ai.stego.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/** Rows of the table: sampling chosen maps, and the gradients of sampling and resizing. */
final class MapCases {
  private MapCases() {}

  /** Adds the cases of one shape: B, h, w, C and the extents H, W of the output. */
  static void add(List<OpCase> cases, int[] s) {
    // A resize to nothing has no scale.
    for (Interpolation interpolation : s[4] == 0 ? new Interpolation[0] : Interpolation.values()) {
      cases.add(resizeGradient(s, interpolation, 0));
      cases.add(resizeGradient(s, interpolation, 0.1));
    }
    for (int groups : s[0] == 0 ? new int[] {0} : new int[] {0, 1, 2 * s[0] + 1}) {
      cases.add(sample(s, groups));
      cases.add(sampleGradient(s, groups));
    }
  }

  private static OpCase resizeGradient(int[] s, Interpolation interpolation, double extra) {
    return new OpCase(
        "resizeGradient " + Arrays.toString(s) + " " + interpolation + " + " + extra,
        // As many output pixels as this are summed into one.
        1e-5 * (1 + s[4] * s[5] / (s[1] * s[2])),
        1e-5,
        (backend, scope, values) -> {
          Tensor gradient = values.tensor(scope, s[0], s[1], s[2], s[3]);
          Tensor from = values.tensor(scope, s[0], s[4], s[5], s[3]);
          double scaleH = (s[4] + extra) / s[1];
          double scaleW = (s[5] + extra) / s[2];
          backend.image().resizeGradient(from, interpolation, scaleH, scaleW, gradient);
          return gradient.toArray();
        });
  }

  private static OpCase sample(int[] s, int groups) {
    return new OpCase(
        "sample " + groups + " of " + Arrays.toString(s),
        2e-5,
        1e-5,
        (backend, scope, values) -> {
          Tensor coordinates = values.tensor(scope, groups, s[4], s[5], 2);
          Tensor out = values.blank(scope, groups, s[4], s[5], s[3]);
          Tensor x = values.tensor(scope, s[0], s[1], s[2], s[3]);
          backend.image().sample(x, values.indices(groups, s[0]), coordinates, out);
          return out.toArray();
        });
  }

  private static OpCase sampleGradient(int[] s, int groups) {
    return new OpCase(
        "sampleGradient " + groups + " of " + Arrays.toString(s),
        1e-5 * (1 + groups * s[4] * s[5] / (s[1] * s[2])),
        2e-5,
        (backend, scope, values) -> {
          Tensor gradient = values.tensor(scope, s[0], s[1], s[2], s[3]);
          Tensor coordinates = values.tensor(scope, groups, s[4], s[5], 2);
          Tensor from = values.tensor(scope, groups, s[4], s[5], s[3]);
          int[] images = values.indices(groups, s[0]);
          backend.image().sampleGradient(from, images, coordinates, gradient);
          return gradient.toArray();
        });
  }
}
