/** Pictures and reports of what a backbone or a training has to say. */
package ai.stego.train.report;
