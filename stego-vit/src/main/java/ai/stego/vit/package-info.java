/** The vision transformer: configuration, weights, forward pass. */
package ai.stego.vit;
