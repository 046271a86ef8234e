package ai.stego.tensor.cpu.vector;

import static ai.stego.tensor.cpu.HostStorage.array;
import static ai.stego.tensor.cpu.HostStorage.start;

import ai.stego.tensor.Epilogue;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.cpu.CpuContext;
import ai.stego.tensor.extent.PatchExtents;

/**
 * The patches of images as rows of a matrix, gathered block by block.
 *
 * @param extents of the operation
 * @param pixels (B,C,H,W)
 * @param firstPixel where they begin
 */
record PatchRows(PatchExtents extents, float[] pixels, int firstPixel) {

  /** Projects every patch and puts the tokens together. */
  void embed(CpuContext context, VectorWeight weight, Tensor prefix, Tensor positions, Tensor out) {
    PatchExtents e = extents;
    float[] first = array("patchEmbedding", prefix);
    float[] place = array("patchEmbedding", positions);
    float[] result = array("patchEmbedding", out);
    int width = e.width();
    int blocks = (e.patches() + GemmBlock.ROWS - 1) / GemmBlock.ROWS;
    for (int image = 0; image < e.images(); image++) {
      int tokens = start(out) + image * e.tokens() * width;
      System.arraycopy(first, start(prefix), result, tokens, e.prefix() * width);
    }
    context
        .parallel()
        .ranges(
            e.images() * blocks,
            1,
            (from, to) -> {
              for (int block = from; block < to; block++) {
                int image = block / blocks;
                int patch = block % blocks * GemmBlock.ROWS;
                int rows = Math.min(GemmBlock.ROWS, e.patches() - patch);
                int at = start(out) + (image * e.tokens() + e.prefix() + patch) * width;
                int placeAt = start(positions) + patch * width;
                System.arraycopy(place, placeAt, result, at, rows * width);
                project(context, weight, image, patch, new RowBlock(result, at, width, rows));
              }
            });
  }

  /** Adds the projection of some patches to their tokens, which hold the positions. */
  private void project(
      CpuContext context, VectorWeight weight, int image, int patch, RowBlock tokens) {
    int size = extents.patchSize();
    float[] values = context.memory().borrow(tokens.rows() * size);
    try {
      for (int row = 0; row < tokens.rows(); row++) {
        gather(image, patch + row, values, row * size);
      }
      RowBlock x = new RowBlock(values, 0, size, tokens.rows());
      GemmBlock.multiply(context.memory(), x, weight, Epilogue.ACCUMULATE, tokens);
    } finally {
      context.memory().giveBack(values);
    }
  }

  /** Copies one patch in (C,P,P) order. */
  private void gather(int image, int patch, float[] values, int to) {
    int size = extents.patch();
    int width = extents.columns() * size;
    int height = extents.rows() * size;
    int top = patch / extents.columns() * size;
    int left = patch % extents.columns() * size;
    for (int c = 0; c < extents.channels(); c++) {
      for (int y = 0; y < size; y++) {
        int row = (image * extents.channels() + c) * height + top + y;
        System.arraycopy(pixels, firstPixel + row * width + left, values, to, size);
        to += size;
      }
    }
  }
}
