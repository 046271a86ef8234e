/** How good a segmentation is, held against labels. */
package ai.stego.train.eval;
