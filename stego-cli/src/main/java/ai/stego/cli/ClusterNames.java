package ai.stego.cli;

import ai.stego.tensor.InputException;
import ai.stego.tensor.io.FormatException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Names of clusters as people type them: {@code 3=sky}. */
final class ClusterNames {
  private static final int LONGEST = 100;

  private ClusterNames() {}

  /**
   * Reads assignments.
   *
   * @param assignments each a number, an equals sign and a name
   * @param clusters how many there are
   * @return from numbers to names
   * @throws InputException if one is not of this form, or a number is out of range or there twice
   */
  static Map<Integer, String> parse(List<String> assignments, int clusters) {
    Map<Integer, String> names = new TreeMap<>();
    for (String assignment : assignments) {
      int equals = assignment.indexOf('=');
      if (equals < 0 || !assignment.substring(0, equals).matches("[0-9]+")) {
        throw new InputException(
            shown(assignment) + ": expected a cluster's number and a name, such as 3=sky");
      }
      int cluster = number(assignment, assignment.substring(0, equals), clusters);
      String name = assignment.substring(equals + 1).strip();
      requireName(assignment, name);
      String other = names.put(cluster, name);
      if (other != null) {
        throw new InputException("cluster " + cluster + " is named twice: " + other + ", " + name);
      }
    }
    return names;
  }

  private static int number(String assignment, String digits, int clusters) {
    // More digits than the largest number has cannot be a cluster; parsing them would fail.
    if (digits.length() > 9 || Integer.parseInt(digits) >= clusters) {
      throw new InputException(
          shown(assignment) + ": the model's clusters are 0 to " + (clusters - 1));
    }
    return Integer.parseInt(digits);
  }

  private static void requireName(String assignment, String name) {
    if (name.isEmpty()) {
      throw new InputException(shown(assignment) + ": the name is empty");
    }
    if (name.length() > LONGEST) {
      throw new InputException(
          shown(assignment) + ": the name is longer than " + LONGEST + " characters");
    }
    if (!FormatException.oneLine(name).equals(name)) {
      throw new InputException(shown(assignment) + ": the name has control characters");
    }
  }

  private static String shown(String text) {
    return FormatException.oneLine(text);
  }

  /** The names with some of them replaced. */
  static List<String> put(Map<Integer, String> names, List<String> all) {
    List<String> changed = new ArrayList<>(all);
    names.forEach(changed::set);
    return changed;
  }
}
