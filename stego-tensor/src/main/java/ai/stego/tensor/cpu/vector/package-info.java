/**
 * The vector backend: the operations in SIMD instructions through {@code jdk.incubator.vector}. The
 * one package that names that module; {@link ai.stego.tensor.cpu.VectorProvider} loads it by name.
 */
package ai.stego.tensor.cpu.vector;
