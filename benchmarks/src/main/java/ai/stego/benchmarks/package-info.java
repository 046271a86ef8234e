/** JMH benchmarks; docs/benchmarks.md tells how to run them and what they gave. */
package ai.stego.benchmarks;
