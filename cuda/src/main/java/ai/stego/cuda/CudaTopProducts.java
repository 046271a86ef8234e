package ai.stego.cuda;

import ai.stego.tensor.Tensor;
import ai.stego.tensor.extent.TopExtents;

/** The largest products of rows with each other; kernels in {@code top_products.cu}. */
final class CudaTopProducts {
  private static final int TILE_THREADS = 128;
  private static final int TILE = 64;
  private static final int MERGE_THREADS = 128;

  /** Blocks that keep a large device busy. */
  private static final int BLOCKS = 528;

  private final DeviceContext context;

  CudaTopProducts(DeviceContext context) {
    this.context = context;
  }

  /** Cuts the candidates into parts where there are few queries, and merges what they found. */
  void search(Tensor rows, TopExtents e, int[] indices) {
    long queryTiles = Launch.ceilDiv(e.queries(), TILE);
    if (queryTiles == 0) {
      return;
    }
    long candidateTiles = Launch.ceilDiv(e.rows(), TILE);
    long wanted = Math.min(candidateTiles, Launch.ceilDiv(BLOCKS, queryTiles));
    long tilesOfPart = Launch.ceilDiv(candidateTiles, wanted);
    int parts = Math.toIntExact(Launch.ceilDiv(candidateTiles, tilesOfPart));
    long vectors = context.address("topProducts", rows);
    try (Scratch scratch = context.scratch()) {
      long places = (long) parts * indices.length;
      long scores = scratch.words(places);
      long found = scratch.words(places);
      context.launch(
          "top_products_parts",
          new Launch(Math.toIntExact(queryTiles), parts, 1, TILE_THREADS, 0),
          vectors,
          scores,
          found,
          e.rows(),
          e.width(),
          e.from(),
          e.to(),
          e.count(),
          Math.toIntExact(tilesOfPart * TILE));
      context.launch(
          "top_products_merge",
          Launch.covering(e.queries(), MERGE_THREADS),
          scores,
          found,
          e.queries(),
          e.count(),
          parts);
      context.transfers().download(found, indices);
    }
  }
}
