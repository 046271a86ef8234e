/** What this machine reaches at best, measured beside everything that is compared with it. */
package ai.stego.benchmarks.peak;
