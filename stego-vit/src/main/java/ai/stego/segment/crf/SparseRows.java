package ai.stego.segment.crf;

/**
 * A sparse matrix in compressed rows, times a dense matrix of channels. Splatting is one such
 * matrix, slicing is its transpose. Each product row is summed in the order of the entries, so that
 * no partition of the rows changes a bit.
 *
 * @param start where each row's entries begin; one more than there are rows
 * @param column the column of each entry
 * @param weight the value of each entry
 */
record SparseRows(int[] start, int[] column, float[] weight) {
  /** The same entries with other values. */
  SparseRows withWeight(float[] other) {
    return new SparseRows(start, column, other);
  }

  /**
   * out[row] += scale · Σ weight · in[column]. Three entries go into one loop over the channels,
   * because to start a loop costs as much as some twenty channels.
   *
   * @param row the row of the matrix and of {@code out}
   * @param in (columns,channels)
   * @param channels how many values a row has
   * @param scale factor of the sum
   * @param out (rows,channels), not {@code in}
   */
  void addProduct(int row, float[] in, int channels, float scale, float[] out) {
    int last = start[row + 1];
    int to = row * channels;
    int entry = start[row];
    for (; entry + 2 < last; entry += 3) {
      addThree(entry, in, channels, scale, out, to);
    }
    for (; entry < last; entry++) {
      addOne(entry, in, channels, scale, out, to);
    }
  }

  private void addThree(int entry, float[] in, int channels, float scale, float[] out, int to) {
    int a = column[entry] * channels;
    int b = column[entry + 1] * channels;
    int c = column[entry + 2] * channels;
    float u = scale * weight[entry];
    float v = scale * weight[entry + 1];
    float w = scale * weight[entry + 2];
    for (int i = 0; i < channels; i++) {
      out[to + i] += u * in[a + i] + v * in[b + i] + w * in[c + i];
    }
  }

  private void addOne(int entry, float[] in, int channels, float scale, float[] out, int to) {
    int a = column[entry] * channels;
    float u = scale * weight[entry];
    for (int i = 0; i < channels; i++) {
      out[to + i] += u * in[a + i];
    }
  }
}
