package ai.stego.tensor;

/**
 * What Lloyd's iteration came to, one entry for each problem.
 *
 * @param inertia Σ ‖x - c‖² over the points of the problem, c the centroid nearest to x
 * @param iterations how many times the centroids were moved
 */
public record LloydResult(double[] inertia, int[] iterations) {}
