/** Our work beside that of others in one process, in turns; prints one table. */
package ai.stego.benchmarks.paired;
