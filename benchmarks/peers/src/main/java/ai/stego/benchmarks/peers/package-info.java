/**
 * Other libraries that run the same models in the same process. Only the profile peers builds it.
 */
package ai.stego.benchmarks.peers;
