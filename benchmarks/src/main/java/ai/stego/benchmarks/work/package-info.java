/** What is measured: inputs, and the work on them. Each is made once and run many times. */
package ai.stego.benchmarks.work;
