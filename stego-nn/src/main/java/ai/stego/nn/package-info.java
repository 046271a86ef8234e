/**
 * Layers, and how they learn.
 *
 * <p>To apply a network: {@link ai.stego.nn.Linear}, {@link ai.stego.nn.LayerNorm}, {@link
 * ai.stego.nn.Mlp}, {@link ai.stego.nn.MultiHeadAttention}. Such a layer belongs to one backend and
 * never changes once it is loaded; what a call works on is handed in.
 *
 * <p>To train one: {@link ai.stego.nn.Parameter}s are handed to a {@link ai.stego.nn.Tape} as
 * {@link ai.stego.nn.Var}s; functions of them are in {@link ai.stego.nn.MatrixFunctions}, {@link
 * ai.stego.nn.ActivationFunctions}, {@link ai.stego.nn.MapFunctions} and {@link
 * ai.stego.nn.LossFunctions}.
 */
package ai.stego.nn;
