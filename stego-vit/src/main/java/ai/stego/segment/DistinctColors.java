package ai.stego.segment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Picks colours that differ as much as they can: the first is the most colourful, and each next one
 * is the candidate whose nearest picked colour is farthest away in OKLab (farthest-point sampling,
 * Gonzalez 1985). So the first k colours are the same however many are asked for.
 *
 * <p>Candidates are a grid of sRGB colours, without those near black, white or grey.
 */
final class DistinctColors {
  /** Candidates have the levels 0, 15, 30, .. 255 in each channel. */
  private static final int STEP = 15;

  private static final double DARKEST = 0.35;
  private static final double LIGHTEST = 0.95;
  private static final double DULLEST = 0.06;

  private DistinctColors() {}

  /** The first {@code count} colours, as 0xRRGGBB; they repeat if there are fewer candidates. */
  static int[] pick(int count) {
    List<Integer> colors = new ArrayList<>();
    List<OkLab> places = new ArrayList<>();
    collect(colors, places);
    double[] nearest = new double[colors.size()];
    Arrays.fill(nearest, Double.POSITIVE_INFINITY);
    int[] picked = new int[count];
    int distinct = Math.min(count, colors.size());
    int next = mostColorful(places);
    for (int k = 0; k < distinct; k++) {
      picked[k] = colors.get(next);
      OkLab place = places.get(next);
      int farthest = 0;
      for (int i = 0; i < nearest.length; i++) {
        nearest[i] = Math.min(nearest[i], place.distanceTo(places.get(i)));
        if (nearest[i] > nearest[farthest]) {
          farthest = i;
        }
      }
      next = farthest;
    }
    for (int k = distinct; k < count; k++) {
      picked[k] = picked[k - distinct];
    }
    return picked;
  }

  private static void collect(List<Integer> colors, List<OkLab> places) {
    for (int red = 0; red <= 255; red += STEP) {
      for (int green = 0; green <= 255; green += STEP) {
        for (int blue = 0; blue <= 255; blue += STEP) {
          int color = red << 16 | green << 8 | blue;
          OkLab place = OkLab.of(color);
          boolean inside = place.lightness() >= DARKEST && place.lightness() <= LIGHTEST;
          if (inside && place.chroma() >= DULLEST) {
            colors.add(color);
            places.add(place);
          }
        }
      }
    }
  }

  private static int mostColorful(List<OkLab> places) {
    int most = 0;
    for (int i = 1; i < places.size(); i++) {
      if (places.get(i).chroma() > places.get(most).chroma()) {
        most = i;
      }
    }
    return most;
  }
}
