/**
 * Files of named tensors: safetensors and npy, and the contracts that every weight file shares.
 *
 * <p>Start with {@link ai.stego.tensor.io.SafeTensors#open}. A file is checked as a whole when it
 * is opened; after that values are read on demand from mapped memory. What is wrong with a file is
 * a {@link ai.stego.tensor.io.FormatException}: one line with the file, the fault and the offset.
 */
package ai.stego.tensor.io;
