package ai.stego.cuda;

import ai.stego.tensor.Epilogue;
import ai.stego.tensor.PackedWeight;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.extent.PatchExtents;

/**
 * Patch embedding by way of a matrix of patches, which the matrix product projects; kernels in
 * {@code patch_embedding.cu}. Needs room for that matrix and for the projected patches. A library's
 * convolution goes before both where it offers itself.
 */
final class CudaPatchEmbedding {
  private static final String NAME = "patchEmbedding";
  private static final int THREADS = 128;

  private final DeviceContext context;
  private final CudaMatrix matrix;
  private final PatchConvolution library;

  CudaPatchEmbedding(DeviceContext context, CudaMatrix matrix) {
    this.context = context;
    this.matrix = matrix;
    this.library = context.driver().patchConvolution(context.precision());
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
      Tensor projected = scope.tensor(rows, e.width());
      project(e, images, CudaMatrix.own(NAME, projection), scope, projected);
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

  private void project(
      PatchExtents e, Tensor images, DeviceWeight projection, Scope scope, Tensor projected) {
    boolean empty = images.size() == 0 || e.width() == 0;
    if (!empty && library.offers(e, projection)) {
      Tensor bias = projection.bias();
      library.project(
          e,
          context.address(NAME, images),
          context.address(NAME, projection.values()),
          bias == null ? 0 : context.address(NAME, bias),
          context.address(NAME, projected));
      return;
    }
    int rows = e.images() * e.patches();
    Tensor patches = scope.tensor(rows, e.patchSize());
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
  }
}
