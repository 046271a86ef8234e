/**
 * Measures a backend's operations on a device, which JMH cannot time; {@code
 * docs/gpu-benchmarks.md} tells how to run it.
 */
package ai.stego.benchmarks.gpu;
