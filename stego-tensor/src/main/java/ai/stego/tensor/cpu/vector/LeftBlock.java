package ai.stego.tensor.cpu.vector;

/** Some rows of the left-hand matrix of a product, however they lie in memory. */
interface LeftBlock {
  /** How many. */
  int rows();

  /**
   * Copies columns {@code from} to {@code from + depth - 1} of some rows to where the tile reads
   * them, {@link GemmTile#STRIDE} from row to row.
   *
   * @param first the first of the rows
   * @param count how many
   */
  void copyChunk(int first, int count, int from, int depth, float[] a);
}
