/** The {@code stego} command: one class a command, and what they share. */
package ai.stego.cli;
