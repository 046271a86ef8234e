/** From a photograph to its mask: heads, probes, the dense CRF and the segmenter. */
package ai.stego.segment;
