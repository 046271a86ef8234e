package ai.stego.tensor.cpu.vector;

import ai.stego.tensor.cpu.Taps;

/**
 * {@link Taps} the other way round: for each input coordinate of one axis the output coordinates
 * that read it, in ascending order, and with which weights.
 *
 * @param start where an input coordinate's entries begin; one more marks the end
 * @param output output coordinates
 * @param weight their weights
 */
record TransposedTaps(int[] start, int[] output, float[] weight) {
  /** Turns taps round: a counting sort by input coordinate. */
  static TransposedTaps of(Taps taps, int input) {
    int[] index = taps.index();
    int[] start = new int[input + 1];
    for (int i : index) {
      start[i + 1]++;
    }
    for (int i = 0; i < input; i++) {
      start[i + 1] += start[i];
    }
    int[] next = start.clone();
    int[] output = new int[index.length];
    float[] weight = new float[index.length];
    for (int tap = 0; tap < index.length; tap++) {
      int to = next[index[tap]]++;
      output[to] = tap / taps.count();
      weight[to] = taps.weight()[tap];
    }
    return new TransposedTaps(start, output, weight);
  }
}
