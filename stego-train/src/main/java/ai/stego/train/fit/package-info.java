/** Clusters of codes that are there already: how many, and where. No training. */
package ai.stego.train.fit;
