/**
 * The CUDA backend: kernels of our own, their emulation on the host, and the driver binding.
 *
 * <p>Nothing imports this package; it is found by {@link java.util.ServiceLoader} as a {@link
 * ai.stego.tensor.BackendProvider}.
 */
package ai.stego.cuda;
