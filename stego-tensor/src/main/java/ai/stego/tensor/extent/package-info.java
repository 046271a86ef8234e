/**
 * Shapes stop at the door: each operation's extents, worked out and checked in one place for all
 * backends. Every {@code of} method throws {@link ai.stego.tensor.ShapeException} when the shapes
 * do not fit.
 */
package ai.stego.tensor.extent;
