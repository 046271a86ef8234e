package ai.stego.tensor.cpu.vector;

/** Some rows of the left-hand matrix of a product, however they lie in memory. */
interface LeftBlock {
  /** How many. */
  int rows();

  /**
   * Copies columns {@code from} to {@code from + depth - 1} of every row to where the tile reads
   * them, {@link GemmTile#STRIDE} from row to row.
   */
  void copyChunk(int from, int depth, float[] a);
}
