/** Rules by which parameters follow their gradients. */
package ai.stego.nn.optim;
