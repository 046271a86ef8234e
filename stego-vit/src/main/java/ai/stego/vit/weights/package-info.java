/**
 * Weight files: torch's own format, safetensors and STEGO checkpoints, read without Python.
 *
 * <p>{@link ai.stego.vit.weights.WeightSource} opens any of them as named tensors, {@link
 * ai.stego.vit.weights.BackboneWeights} finds a vision transformer among them, {@link
 * ai.stego.vit.weights.StegoCheckpoint} a whole segmentation model. Nothing in a file is believed
 * or run: a pickle can only build tensors, containers, numbers, texts and inert records.
 */
package ai.stego.vit.weights;
