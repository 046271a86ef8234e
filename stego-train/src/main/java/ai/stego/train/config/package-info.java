/** What a training run is asked to do: settings, presets and the file that holds them. */
package ai.stego.train.config;
