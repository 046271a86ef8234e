package ai.stego.cuda;

import ai.stego.tensor.extent.PatchExtents;

/** Somebody else's projection of patches, a convolution whose stride is its kernel's side. */
interface PatchConvolution {
  /** Offers nothing: patches are gathered and multiplied. */
  PatchConvolution NONE =
      new PatchConvolution() {
        @Override
        public boolean offers(PatchExtents extents, DeviceWeight projection) {
          return false;
        }

        @Override
        public void project(PatchExtents e, long images, long weight, long bias, long out) {
          throw new IllegalStateException("no convolution is offered");
        }
      };

  /**
   * Whether this convolution is to be taken.
   *
   * @param extents of the patch embedding, none of them 0
   * @param projection the weight
   * @return whether {@link #project} may be called with it
   */
  boolean offers(PatchExtents extents, DeviceWeight projection);

  /**
   * Computes out = images * weight + bias in the stream of the driver and the precision of the
   * backend.
   *
   * @param extents one that is offered
   * @param images address of (B,C,H,W)
   * @param weight address of (D,C,P,P)
   * @param bias address of (D), or 0 for none
   * @param out address of (B,h·w,D)
   */
  void project(PatchExtents extents, long images, long weight, long bias, long out);
}
