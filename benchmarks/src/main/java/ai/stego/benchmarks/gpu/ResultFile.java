package ai.stego.benchmarks.gpu;

import java.util.List;
import java.util.Optional;

/**
 * What one program measured.
 *
 * @param program its name
 * @param device what it ran on
 * @param software versions
 * @param clock what the times are taken from
 * @param small whether the extents are only for trying the program
 * @param results line by line
 */
record ResultFile(
    String program,
    String device,
    String software,
    String clock,
    boolean small,
    List<Measurement> results) {
  /** The figures of a case, if it was measured. */
  Optional<Measurement> find(String name, String precision) {
    return results.stream()
        .filter(result -> result.ok())
        .filter(result -> result.name().equals(name) && result.precision().equals(precision))
        .findFirst();
  }
}
