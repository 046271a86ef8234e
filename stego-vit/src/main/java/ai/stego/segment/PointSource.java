package ai.stego.segment;

import ai.stego.tensor.Tensor;

/**
 * Points that are read a block at a time, such as features on disk: they need not fit in memory.
 */
public interface PointSource {
  /**
   * How many points there are.
   *
   * @return M
   */
  int count();

  /**
   * How long each is.
   *
   * @return Z
   */
  int width();

  /**
   * Reads some points; the same ones each time.
   *
   * @param from the first of them
   * @param out (m,Z), overwritten by the points from..from+m-1
   */
  void read(int from, Tensor out);
}
