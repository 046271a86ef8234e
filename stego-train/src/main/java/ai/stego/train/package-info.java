/**
 * Learns to segment without labels (Hamilton et al., "Unsupervised Semantic Segmentation by
 * Distilling Feature Correspondences", ICLR 2022).
 */
package ai.stego.train;
