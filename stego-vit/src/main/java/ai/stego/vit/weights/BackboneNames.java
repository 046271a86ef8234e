package ai.stego.vit.weights;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** One way of naming a vision transformer's tensors. */
interface BackboneNames {
  /** The naming as a person knows it. */
  String title();

  /** Endings that only this naming has, to find a model and its prefix by. */
  List<String> anchors();

  /** Matches the tensors of a block; its one group is the block's number. */
  Pattern block();

  /** Whether a tensor is known to belong to the file and not to the backbone. */
  boolean ignores(String name);

  /**
   * The names of a model.
   *
   * @param depth the number of blocks
   * @return for each of DINO's names, in DINO's order, the tensors here whose rows in this order
   *     make it up
   */
  Map<String, List<String>> parts(int depth);
}
