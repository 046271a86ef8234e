/** The dense CRF and the permutohedral lattice it filters on; {@code docs/crf.md} explains both. */
package ai.stego.segment.crf;
