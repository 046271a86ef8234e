package ai.stego.train.data;

import ai.stego.tensor.InputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Puts photographs and label images of the same name together. */
final class Pairing {
  private static final int LISTED = 10;

  private Pairing() {}

  /**
   * One example for each photograph.
   *
   * @param labels label images; null if there are none to be had
   * @throws InputException if a file has no partner; lists the first ten of each side
   */
  static List<Example> of(Map<String, Path> photographs, Map<String, Path> labels) {
    List<Example> examples = new ArrayList<>();
    List<String> alone = new ArrayList<>();
    photographs.forEach(
        (name, file) -> {
          Path label = labels == null ? null : labels.get(name);
          if (labels != null && label == null) {
            alone.add(file.toString());
          }
          examples.add(new Example(name, file, label));
        });
    List<String> leftOver = new ArrayList<>();
    if (labels != null) {
      labels.forEach(
          (name, file) -> {
            if (!photographs.containsKey(name)) {
              leftOver.add(file.toString());
            }
          });
    }
    requireNone(alone, leftOver);
    return examples;
  }

  private static void requireNone(List<String> photographs, List<String> labels) {
    if (photographs.isEmpty() && labels.isEmpty()) {
      return;
    }
    List<String> parts = new ArrayList<>();
    if (!photographs.isEmpty()) {
      parts.add(listed(photographs, "without labels"));
    }
    if (!labels.isEmpty()) {
      parts.add(listed(labels, "without a photograph"));
    }
    throw new InputException("images and labels do not pair: " + String.join("; ", parts));
  }

  private static String listed(List<String> files, String what) {
    String first = String.join(", ", files.subList(0, Math.min(LISTED, files.size())));
    String more = files.size() > LISTED ? " and " + (files.size() - LISTED) + " more" : "";
    return files.size() + " " + what + " (" + first + more + ")";
  }
}
