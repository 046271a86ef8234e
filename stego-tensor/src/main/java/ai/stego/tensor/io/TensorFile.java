package ai.stego.tensor.io;

import ai.stego.tensor.InputException;
import java.io.Closeable;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * An open file of named tensors. Values are read on demand; several threads may read at once. After
 * closing, what has been read stays valid and further reads fail with an {@link
 * IllegalStateException}; closing twice is harmless.
 */
public interface TensorFile extends NamedTensors, Closeable {
  /**
   * The file.
   *
   * @return its path as it was given
   */
  Path path();

  /**
   * What the file says about itself.
   *
   * @return texts by key; empty if the format or the file has none
   */
  Map<String, String> metadata();

  /**
   * What the file says about its tensors.
   *
   * @return one entry for each tensor, in the order of {@link #names}
   */
  List<TensorInfo> tensors();

  /**
   * The values of an integer or boolean tensor, exactly.
   *
   * @param name its name
   * @return the values, row-major; true is 1 and false is 0
   * @throws InputException if there is no such tensor, it holds floating-point numbers, or a value
   *     is 2⁶³ or more
   */
  long[] integers(String name);

  /**
   * The values of a tensor as doubles: exact for all types but 64-bit integers.
   *
   * @param name its name
   * @return the values, row-major
   * @throws InputException if there is no such tensor, or it has more values than an array can hold
   */
  double[] doubles(String name);
}
