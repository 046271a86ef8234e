/**
 * Layers: weights that were read by name, and the operations that apply them. A layer belongs to
 * one backend and never changes once it is loaded; what a call works on is handed in.
 */
package ai.stego.nn;
