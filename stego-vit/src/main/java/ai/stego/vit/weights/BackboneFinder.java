package ai.stego.vit.weights;

import ai.stego.tensor.InputException;
import ai.stego.tensor.Shape;
import ai.stego.tensor.io.FormatException;
import ai.stego.tensor.io.NamedTensors;
import ai.stego.tensor.io.TensorFile;
import ai.stego.tensor.io.TensorProblems;
import ai.stego.vit.VitConfig;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;

/** Finds a vision transformer among a file's tensors and holds every tensor to its shape. */
final class BackboneFinder {
  private static final List<BackboneNames> NAMINGS =
      List.of(new DinoNames(), new HuggingFaceNames());

  /** A naming and the prefix that it is found behind. */
  private record Place(BackboneNames naming, String prefix) {}

  private final NamedTensors all;
  private final Place place;
  private final NamedTensors found;
  private final BackboneWeights.Hints hints;
  private final TensorProblems problems = new TensorProblems();

  private BackboneFinder(NamedTensors all, Place place, BackboneWeights.Hints hints) {
    this.all = all;
    this.place = place;
    this.found = all.withPrefix(place.prefix());
    this.hints = hints;
  }

  static BackboneWeights find(NamedTensors source, BackboneWeights.Hints hints) {
    // A file that this library converted tells in its metadata what its tensors cannot.
    boolean told = !hints.equals(BackboneWeights.Hints.NONE);
    BackboneWeights.Hints known =
        told || !(source instanceof TensorFile file)
            ? hints
            : ConfigMetadata.hints(file.source(), file.metadata());
    return new BackboneFinder(source, locate(source), known).weights();
  }

  /** The prefix and naming that most anchors speak for; a teacher's before others'. */
  private static Place locate(NamedTensors source) {
    Map<Place, Integer> votes = new LinkedHashMap<>();
    for (String name : source.names()) {
      for (BackboneNames naming : NAMINGS) {
        for (String anchor : naming.anchors()) {
          if (name.equals(anchor) || name.endsWith("." + anchor)) {
            String prefix = name.substring(0, name.length() - anchor.length());
            votes.merge(new Place(naming, prefix), 1, Integer::sum);
          }
        }
      }
    }
    Place best = null;
    for (Place candidate : votes.keySet()) {
      if (best == null || rank(candidate, votes) > rank(best, votes)) {
        best = candidate;
      }
    }
    if (best == null) {
      String first = source.names().stream().findFirst().orElse("nothing");
      throw new InputException(
          source.source()
              + ": no vision transformer with DINO's or Hugging Face's names among "
              + source.names().size()
              + " tensors, the first is "
              + FormatException.oneLine(first));
    }
    return best;
  }

  private static int rank(Place place, Map<Place, Integer> votes) {
    return 2 * votes.get(place) + (place.prefix().startsWith("teacher.") ? 1 : 0);
  }

  private BackboneWeights weights() {
    int depth = depth();
    Map<String, List<String>> parts = place.naming().parts(depth);
    Sizes sizes = sizes(parts);
    Map<String, Shape> shapes = sizes == null ? Map.of() : sizes.shapes(depth);
    Set<String> known = new HashSet<>();
    parts.forEach(
        (canonical, names) -> {
          Shape whole = shapes.get(canonical);
          for (String name : names) {
            known.add(name);
            check(name, whole == null ? null : whole.withLeading(whole.axis(0) / names.size()));
          }
        });
    for (String name : found.names()) {
      if (!known.contains(name) && !place.naming().ignores(name)) {
        problems.unexpected(place.prefix() + name, found.shape(name));
      }
    }
    int heads = sizes == null ? 0 : heads(sizes.width());
    int[] grid = sizes == null ? new int[] {0, 0} : grid(sizes.tokens() - 1);
    String title = place.naming().title();
    problems.throwIfAny(all.source(), "not a sound vision transformer of " + title + "'s names");
    VitConfig config =
        new VitConfig(
            sizes.patch(),
            sizes.width(),
            depth,
            heads,
            sizes.hidden(),
            grid[0],
            grid[1],
            sizes.channels(),
            VitConfig.DINO_EPSILON);
    return new BackboneWeights(config, new JoinedTensors(found, parts), title);
  }

  private void check(String name, Shape expected) {
    if (!found.contains(name)) {
      problems.missing(place.prefix() + name);
    } else if (expected != null && !found.shape(name).equals(expected)) {
      problems.misshapen(place.prefix() + name, expected, found.shape(name));
    }
  }

  /** How many different blocks there are; numbers beyond that are gaps and will be reported. */
  private int depth() {
    Set<Integer> blocks = new HashSet<>();
    for (String name : found.names()) {
      Matcher matcher = place.naming().block().matcher(name);
      if (matcher.matches()) {
        blocks.add(Integer.parseInt(matcher.group(1)));
      }
    }
    return Math.max(1, blocks.size());
  }

  private record Sizes(int width, int channels, int patch, int hidden, int tokens) {
    /** The shapes of all canonical tensors; they depend on neither heads nor grid. */
    Map<String, Shape> shapes(int depth) {
      return new VitConfig(
              patch, width, depth, 1, hidden, 1, tokens - 1, channels, VitConfig.DINO_EPSILON)
          .shapes();
    }
  }

  /** The sizes as the deciding tensors have them; null, and a problem, if one cannot say. */
  private Sizes sizes(Map<String, List<String>> parts) {
    Shape patch = deciding(parts, DinoNames.PATCH_WEIGHT, 4);
    Shape positions = deciding(parts, DinoNames.POSITIONS, 3);
    Shape fc1 = deciding(parts, DinoNames.block(0, "mlp.fc1.weight"), 2);
    if (patch == null || positions == null || fc1 == null) {
      return null;
    }
    if (positions.axis(1) < 2) {
      problems.other("the position embedding has no patches");
      return null;
    }
    return new Sizes(patch.axis(0), patch.axis(1), patch.axis(2), fc1.axis(0), positions.axis(1));
  }

  private Shape deciding(Map<String, List<String>> parts, String canonical, int rank) {
    String name = parts.get(canonical).get(0);
    if (!found.contains(name)) {
      return null;
    }
    Shape shape = found.shape(name);
    if (shape.rank() != rank || shape.size() == 0 || shape.size() > Integer.MAX_VALUE / 16) {
      problems.misshapen(place.prefix() + name, rank + " axes of honest size", shape);
      return null;
    }
    return shape;
  }

  private int heads(int width) {
    int heads = hints.heads() > 0 ? hints.heads() : width / VitConfig.DINO_HEAD_WIDTH;
    if (hints.heads() == 0 && width % VitConfig.DINO_HEAD_WIDTH != 0) {
      problems.other(
          "the width "
              + width
              + " is no multiple of 64: the number of heads must be told (--heads)");
    } else if (heads < 1 || width % heads != 0) {
      problems.other(heads + " heads do not divide the width " + width);
    }
    return heads;
  }

  private int[] grid(int patches) {
    int[] grid = {hints.trainedRows(), hints.trainedColumns()};
    if (grid[0] == 0) {
      grid[0] = (int) Math.round(Math.sqrt(patches));
      grid[1] = grid[0];
    }
    if (patches < 1 || (long) grid[0] * grid[1] != patches) {
      String wanted = hints.trainedRows() == 0 ? "a square grid" : grid[0] + " x " + grid[1];
      problems.other("the position embedding of " + patches + " patches is not for " + wanted);
    }
    return grid;
  }
}
