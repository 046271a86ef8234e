/**
 * Photographs: read from files, cut and resized as the reference does, written as PNG.
 *
 * <p>The way of the data: a file becomes an {@link ai.stego.image.Rgb} through {@link
 * ai.stego.image.ImageReader}, and an {@code Rgb} becomes the planar floats (C,H,W) that a backbone
 * reads through {@link ai.stego.image.Preprocess}.
 */
package ai.stego.image;
