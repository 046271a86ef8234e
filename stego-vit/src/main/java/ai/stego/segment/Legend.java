package ai.stego.segment;

import ai.stego.tensor.InputException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What the classes of a mask are called and how they are coloured.
 *
 * @param names one for each class
 * @param palette at least one colour for each class
 */
public record Legend(List<String> names, Palette palette) {
  /**
   * Checks that every class has a colour.
   *
   * @param names one for each class
   * @param palette at least one colour for each class
   * @throws InputException if there are no names, or fewer colours than names
   */
  public Legend {
    names = List.copyOf(names);
    if (names.isEmpty() || palette.size() < names.size()) {
      throw new InputException(
          "legend: " + names.size() + " names and " + palette.size() + " colours do not fit");
    }
  }

  /**
   * What clusters are called until a person names them.
   *
   * @param clusters K + E
   * @return "cluster 0" and so on, in {@link Palette#distinct} colours
   * @throws InputException if the number is out of range
   */
  public static Legend clusters(int clusters) {
    return numbered("cluster ", clusters);
  }

  /**
   * What labelled classes are called until a dataset names them.
   *
   * @param classes K
   * @return "class 0" and so on, in {@link Palette#distinct} colours
   * @throws InputException if the number is out of range
   */
  public static Legend classes(int classes) {
    return numbered("class ", classes);
  }

  private static Legend numbered(String word, int count) {
    Palette palette = Palette.distinct(count);
    return new Legend(IntStream.range(0, count).mapToObj(k -> word + k).toList(), palette);
  }

  /**
   * The legend of clusters that stand for classes of this legend: a cluster takes the name and the
   * colour of its class. The others are called "cluster 7" by their number, in colours that no
   * class has.
   *
   * @param classOfCluster for each cluster its class, or -1
   * @return a legend of the clusters
   * @throws InputException if there is no such class
   */
  public Legend ofClusters(int[] classOfCluster) {
    Set<Integer> taken = new HashSet<>();
    IntStream.range(0, names.size()).forEach(k -> taken.add(palette.color(k)));
    int clusters = classOfCluster.length;
    int most = Math.min(Palette.MAX_SIZE, clusters + taken.size());
    int[] free =
        IntStream.range(0, most)
            .map(Palette.distinct(most)::color)
            .filter(color -> !taken.contains(color))
            .toArray();
    String[] clusterNames = new String[clusters];
    int[] colors = new int[clusters];
    int next = 0;
    for (int cluster = 0; cluster < clusters; cluster++) {
      int match = classOfCluster[cluster];
      if (match < -1 || match >= names.size()) {
        throw new InputException(
            "legend: cluster " + cluster + " is to be class " + match + " of " + names.size());
      }
      clusterNames[cluster] = match < 0 ? "cluster " + cluster : names.get(match);
      colors[cluster] = match < 0 ? free[next++ % free.length] : palette.color(match);
    }
    return new Legend(List.of(clusterNames), Palette.of(colors));
  }

  /**
   * The same colours with other names.
   *
   * @param others as many names
   * @return the legend
   * @throws InputException if there are more or fewer
   */
  public Legend withNames(List<String> others) {
    if (others.size() != names.size()) {
      throw new InputException(
          "legend: " + others.size() + " names for " + names.size() + " classes");
    }
    return new Legend(others, palette);
  }
}
