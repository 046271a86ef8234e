package ai.stego.train.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The best patches of each cluster so far, while images come by one after the other. */
final class TypicalPatches {
  private static final int APART = 3;

  /** The best first; of equal ones the earlier. */
  private static final Comparator<ClusterPatches.Patch> ORDER =
      Comparator.comparing((ClusterPatches.Patch patch) -> -patch.cosine())
          .thenComparing(ClusterPatches.Patch::image)
          .thenComparing(ClusterPatches.Patch::row)
          .thenComparing(ClusterPatches.Patch::column);

  private final ClusterPatches limits;
  private final int columns;
  private final List<List<ClusterPatches.Patch>> best = new ArrayList<>();
  private final long[] counts;

  TypicalPatches(ClusterPatches limits, int clusters, int columns) {
    this.limits = limits;
    this.columns = columns;
    this.counts = new long[clusters];
    for (int k = 0; k < clusters; k++) {
      best.add(new ArrayList<>());
    }
  }

  /** Takes the patches of one image: cosines (h·w,K) with the centroids. */
  void add(int image, float[] cosines) {
    List<List<ClusterPatches.Patch>> here = new ArrayList<>();
    for (int k = 0; k < counts.length; k++) {
      here.add(new ArrayList<>());
    }
    for (int p = 0; p < cosines.length / counts.length; p++) {
      int k = nearest(cosines, p);
      if (k >= 0) {
        float cosine = cosines[p * counts.length + k];
        here.get(k).add(new ClusterPatches.Patch(image, p / columns, p % columns, cosine));
        counts[k]++;
      }
    }
    for (int k = 0; k < counts.length; k++) {
      keep(k, ofOneImage(here.get(k)));
    }
  }

  /** The cluster of a patch; -1 if a code is not a number, and belongs nowhere. */
  private int nearest(float[] cosines, int patch) {
    int from = patch * counts.length;
    int nearest = 0;
    for (int k = 0; k < counts.length; k++) {
      if (Float.isNaN(cosines[from + k])) {
        return -1;
      }
      nearest = cosines[from + k] > cosines[from + nearest] ? k : nearest;
    }
    return nearest;
  }

  /** The best that are not next to each other. */
  private List<ClusterPatches.Patch> ofOneImage(List<ClusterPatches.Patch> patches) {
    patches.sort(ORDER);
    List<ClusterPatches.Patch> chosen = new ArrayList<>();
    for (ClusterPatches.Patch patch : patches) {
      if (chosen.size() == limits.perImage()) {
        break;
      }
      boolean apart =
          chosen.stream()
              .allMatch(
                  other ->
                      Math.abs(other.row() - patch.row()) >= APART
                          || Math.abs(other.column() - patch.column()) >= APART);
      if (apart) {
        chosen.add(patch);
      }
    }
    return chosen;
  }

  private void keep(int cluster, List<ClusterPatches.Patch> patches) {
    List<ClusterPatches.Patch> kept = best.get(cluster);
    kept.addAll(patches);
    kept.sort(ORDER);
    while (kept.size() > limits.perCluster()) {
      kept.remove(kept.size() - 1);
    }
  }

  ClusterPatches.Found found() {
    return new ClusterPatches.Found(best.stream().map(List::copyOf).toList(), counts);
  }
}
