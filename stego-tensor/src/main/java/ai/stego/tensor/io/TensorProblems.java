package ai.stego.tensor.io;

import ai.stego.tensor.InputException;
import ai.stego.tensor.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects everything that is wrong with a file's tensors, to be said at once. */
public final class TensorProblems {
  private static final int MAX_LINES = 50;

  private final List<String> lines = new ArrayList<>();

  /** Starts without any. */
  public TensorProblems() {}

  /**
   * Reads tensors, which must be of exactly these names and shapes.
   *
   * @param tensors where they are
   * @param expected from each name to its shape
   * @param what the summary of what is wrong if they are not, such as {@code "not a sound head"}
   * @return the values by name, in the order expected
   * @throws InputException if a tensor is missing, misshapen or unexpected; names them all
   */
  public static Map<String, float[]> readExactly(
      NamedTensors tensors, Map<String, Shape> expected, String what) {
    TensorProblems problems = new TensorProblems();
    expected.forEach((name, shape) -> problems.check(tensors, name, shape));
    for (String name : tensors.names()) {
      if (!expected.containsKey(name)) {
        problems.unexpected(name, tensors.shape(name));
      }
    }
    problems.throwIfAny(tensors.source(), what);
    Map<String, float[]> values = new LinkedHashMap<>();
    expected.keySet().forEach(name -> values.put(name, tensors.values(name)));
    return values;
  }

  /**
   * Notes a tensor that is not there.
   *
   * @param name its name
   */
  public void missing(String name) {
    lines.add("missing: " + FormatException.oneLine(name));
  }

  /**
   * Notes a tensor that should not be there.
   *
   * @param name its name
   * @param shape its shape
   */
  public void unexpected(String name, Shape shape) {
    lines.add("unexpected: " + FormatException.oneLine(name) + " " + shape);
  }

  /**
   * Notes a tensor of a wrong shape.
   *
   * @param name its name
   * @param expected what would have fitted
   * @param actual its shape
   */
  public void misshapen(String name, Object expected, Shape actual) {
    lines.add(
        "misshapen: " + FormatException.oneLine(name) + " is " + actual + ", expected " + expected);
  }

  /**
   * Notes a tensor if it is missing or misshapen.
   *
   * @param tensors where it should be
   * @param name its name
   * @param expected its shape
   */
  public void check(NamedTensors tensors, String name, Shape expected) {
    if (!tensors.contains(name)) {
      missing(name);
    } else if (!tensors.shape(name).equals(expected)) {
      misshapen(name, expected, tensors.shape(name));
    }
  }

  /**
   * Notes anything else.
   *
   * @param line one line
   */
  public void other(String line) {
    lines.add(line);
  }

  /**
   * Whether anything was noted.
   *
   * @return true if so
   */
  public boolean any() {
    return !lines.isEmpty();
  }

  /**
   * Says them all.
   *
   * @param source where the tensors come from
   * @param what the summary
   * @throws InputException if there are any: a single problem in one line, several below the
   *     summary
   */
  public void throwIfAny(String source, String what) {
    if (lines.size() == 1) {
      throw new InputException(source + ": " + what + ": " + lines.get(0));
    }
    if (any()) {
      List<String> shown = lines.subList(0, Math.min(MAX_LINES, lines.size()));
      int hidden = lines.size() - shown.size();
      String rest = hidden > 0 ? "\n  and " + hidden + " more" : "";
      String summary = source + ": " + what + ", " + lines.size() + " problems";
      throw new InputException(summary + "\n  " + String.join("\n  ", shown) + rest);
    }
  }
}
