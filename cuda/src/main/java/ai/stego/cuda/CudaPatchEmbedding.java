package ai.stego.cuda;

import ai.stego.tensor.Epilogue;
import ai.stego.tensor.PackedWeight;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.extent.PatchExtents;

/**
 * Patch embedding by way of a matrix of patches, which the matrix product projects; kernels in
 * {@code patch_embedding.cu}. Needs room for that matrix and for the projected patches.
 */
final class CudaPatchEmbedding {
  private static final String NAME = "patchEmbedding";
  private static final int THREADS = 128;

  private final DeviceContext context;
  private final CudaMatrix matrix;

  CudaPatchEmbedding(DeviceContext context, CudaMatrix matrix) {
    this.context = context;
    this.matrix = matrix;
  }

  void run(
      PatchExtents e,
      Tensor images,
      PackedWeight projection,
      Tensor prefix,
      Tensor positions,
      Tensor out) {
    int rows = e.images() * e.patches();
    try (Scope scope = new Scope(context.memory())) {
      Tensor patches = scope.tensor(rows, e.patchSize());
      Tensor projected = scope.tensor(rows, e.width());
      context.launch(
          "gather_patches",
          Launch.of(rows, THREADS),
          context.address(NAME, images),
          context.address(NAME, patches),
          e.channels(),
          e.rows(),
          e.columns(),
          e.patch());
      matrix.linear(patches, projection, Epilogue.NONE, projected);
      context.launch(
          "assemble_tokens",
          Launch.of(e.images() * e.tokens(), THREADS),
          context.address(NAME, projected),
          context.address(NAME, prefix),
          context.address(NAME, positions),
          context.address(NAME, out),
          e.prefix(),
          e.patches(),
          e.width());
    }
  }
}
