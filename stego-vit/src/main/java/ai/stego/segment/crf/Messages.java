package ai.stego.segment.crf;

import ai.stego.tensor.Parallel;
import ai.stego.tensor.SparseRows;

/** What one kernel sends to the points in each iteration: slice · values, computed from Q. */
interface Messages {
  /** Does what has to be done for all points at once, before any {@link #values}. */
  void prepare(float[] q, Parallel parallel);

  /** What a range of points gathers from; only their rows of {@link #slice} fit it. */
  float[] values(int from, int to, float[] q);

  /** Says that values are no longer needed. */
  void release(float[] values);

  /** A row for each point, over the rows of {@link #values}. */
  SparseRows slice();
}
