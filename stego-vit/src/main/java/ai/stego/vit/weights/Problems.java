package ai.stego.vit.weights;

import ai.stego.tensor.InputException;
import ai.stego.tensor.Shape;
import ai.stego.tensor.io.FormatException;
import ai.stego.tensor.io.NamedTensors;
import java.util.ArrayList;
import java.util.List;

/** Collects everything that is wrong with a file's tensors, to be said at once. */
final class Problems {
  private static final int MAX_LINES = 50;

  private final List<String> lines = new ArrayList<>();

  void missing(String name) {
    lines.add("missing: " + FormatException.oneLine(name));
  }

  void unexpected(String name, Shape shape) {
    lines.add("unexpected: " + FormatException.oneLine(name) + " " + shape);
  }

  void misshapen(String name, Object expected, Shape actual) {
    lines.add(
        "misshapen: " + FormatException.oneLine(name) + " is " + actual + ", expected " + expected);
  }

  /** Requires a tensor of a shape. */
  void check(NamedTensors tensors, String name, Shape expected) {
    if (!tensors.contains(name)) {
      missing(name);
    } else if (!tensors.shape(name).equals(expected)) {
      misshapen(name, expected, tensors.shape(name));
    }
  }

  void other(String line) {
    lines.add(line);
  }

  boolean any() {
    return !lines.isEmpty();
  }

  /**
   * Says them all.
   *
   * @throws InputException if there are any: a single problem in one line, several below a summary
   */
  void throwIfAny(String source, String what) {
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
