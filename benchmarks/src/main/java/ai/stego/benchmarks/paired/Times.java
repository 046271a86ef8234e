package ai.stego.benchmarks.paired;

/**
 * Measured in turns, one value of each a round.
 *
 * @param ours milliseconds
 * @param peer milliseconds; empty if there is no peer
 * @param peak arithmetic per second of the threads beside it; empty if it cannot be measured
 */
@SuppressWarnings("ArrayRecordComponent") // A carrier of values, never compared or hashed.
record Times(double[] ours, double[] peer, double[] peak) {
  /** How long we take as a multiple of the peer's time. */
  Statistics ratio() {
    return Statistics.ofRatios(ours, peer);
  }

  /** The share of the peak that we reach with so much arithmetic. */
  double shareOfPeak(double flops) {
    double[] rates = new double[ours.length];
    for (int i = 0; i < rates.length; i++) {
      rates[i] = flops / (ours[i] * 1e-3);
    }
    return Statistics.ofRatios(rates, peak).median();
  }
}
