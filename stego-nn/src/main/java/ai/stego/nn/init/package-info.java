/** First values of parameters. */
package ai.stego.nn.init;
