package ai.stego.segment;

import ai.stego.tensor.Scope;
import ai.stego.tensor.Tensor;

/** Says of each code how likely each class is. */
public interface Probe {
  /**
   * The number of classes.
   *
   * @return K, or K + E where there are extra clusters
   */
  int classes();

  /**
   * log P(class | code) for each code.
   *
   * @param codes (M,Z)
   * @param scope makes the result
   * @return (M,K)
   */
  Tensor logProbabilities(Tensor codes, Scope scope);
}
