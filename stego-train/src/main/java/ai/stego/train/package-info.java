/** Training and evaluation without labels. */
package ai.stego.train;
