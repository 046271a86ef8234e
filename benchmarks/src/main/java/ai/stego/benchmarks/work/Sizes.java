package ai.stego.benchmarks.work;

/**
 * Which extents are measured.
 *
 * @param small tiny ones, to try the program, instead of those that the tables are about
 */
public record Sizes(boolean small) {
  public int of(int full, int tiny) {
    return small ? tiny : full;
  }
}
