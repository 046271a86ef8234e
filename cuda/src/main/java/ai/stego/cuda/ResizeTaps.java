package ai.stego.cuda;

import ai.stego.tensor.Interpolation;
import ai.stego.tensor.extent.MapExtents;

/**
 * Where the output rows and columns of a resize read their input, on the device.
 *
 * @param count taps of one output coordinate
 * @param index input coordinates, of the rows first
 * @param weight their weights
 */
record ResizeTaps(int count, long index, long weight) {
  private static final int THREADS = 256;

  /** Works the taps out. */
  static ResizeTaps of(
      DeviceContext context,
      Scratch scratch,
      MapExtents e,
      Interpolation interpolation,
      double scaleH,
      double scaleW) {
    int count = interpolation == Interpolation.BILINEAR ? 2 : 4;
    long outputs = (long) e.outRows() + e.outColumns();
    ResizeTaps taps =
        new ResizeTaps(count, scratch.words(count * outputs), scratch.words(count * outputs));
    context.launch(
        "resize_taps",
        Launch.covering(outputs, THREADS),
        taps.index,
        taps.weight,
        count,
        e.rows(),
        e.outRows(),
        scaleH,
        e.columns(),
        e.outColumns(),
        scaleW);
    return taps;
  }

  /** For each input row, and behind them each column, the range of outputs that read it. */
  long readers(DeviceContext context, Scratch scratch, MapExtents e) {
    long inputs = (long) e.rows() + e.columns();
    long readers = scratch.longWords(inputs);
    context.launch(
        "resize_readers",
        Launch.covering(inputs, THREADS),
        index,
        readers,
        count,
        e.rows(),
        e.outRows(),
        e.columns(),
        e.outColumns());
    return readers;
  }

  long columnIndex(MapExtents e) {
    return index + (long) e.outRows() * count * Integer.BYTES;
  }

  long columnWeight(MapExtents e) {
    return weight + (long) e.outRows() * count * Float.BYTES;
  }
}
