package ai.stego.benchmarks.gpu;

/**
 * Which extents are measured.
 *
 * @param small tiny ones, to try the program, instead of those that the tables are about
 */
record Sizes(boolean small) {
  int of(int full, int tiny) {
    return small ? tiny : full;
  }
}
