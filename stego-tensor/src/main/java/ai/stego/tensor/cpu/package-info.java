/**
 * The CPU backends' common ground (memory, threads) and the scalar backend: the plain reference
 * that every other backend is held to.
 */
package ai.stego.tensor.cpu;
