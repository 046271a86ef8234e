/** From features to masks: head, probes, k-means, and the segmenter around them. */
package ai.stego.segment;
