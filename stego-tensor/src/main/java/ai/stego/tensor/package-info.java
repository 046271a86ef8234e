/**
 * Tensors and the operations that backends give on them.
 *
 * <p>Start with {@link ai.stego.tensor.Backends}, which picks a {@link ai.stego.tensor.Backend}; a
 * backend makes {@link ai.stego.tensor.Scope}s, scopes make {@link ai.stego.tensor.Tensor}s, and
 * the backend's operations write into tensors that the caller hands in.
 *
 * <p>Axis letters used in every signature: B images, C channels, H and W pixels, h and w patches, P
 * patch size, N tokens, D embedding width, A heads, d = D/A head width, Z code width, K classes. M
 * is any number of rows: all leading axes flattened.
 */
package ai.stego.tensor;
