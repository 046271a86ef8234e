package ai.stego.train.data;

import ai.stego.segment.Palette;
import ai.stego.tensor.InputException;
import java.util.List;

/**
 * The labelled classes of a dataset.
 *
 * @param names what class 0..K-1 is called
 * @param palette a colour for each, at least K
 */
public record ClassSet(List<String> names, Palette palette) {
  /**
   * Checks that every class has a colour.
   *
   * @param names what class 0..K-1 is called
   * @param palette a colour for each, at least K
   * @throws InputException if there are no classes or fewer colours than names
   */
  public ClassSet {
    names = List.copyOf(names);
    if (names.isEmpty() || palette.size() < names.size()) {
      throw new InputException(
          "classes: " + names.size() + " names and " + palette.size() + " colours do not fit");
    }
  }

  /**
   * The number of classes.
   *
   * @return K
   */
  public int count() {
    return names.size();
  }
}
