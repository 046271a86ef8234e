/** Layers: weights and the operations that apply them. */
package ai.stego.nn;
