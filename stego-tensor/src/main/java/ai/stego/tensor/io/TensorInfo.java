package ai.stego.tensor.io;

import ai.stego.tensor.Shape;

/**
 * What a file says about one of its tensors.
 *
 * @param name its name
 * @param dtype its element type in safetensors' spelling, such as {@code F32} or {@code BF16}
 * @param shape its shape
 * @param bytes the number of bytes its elements take up in the file's element type
 */
public record TensorInfo(String name, String dtype, Shape shape, long bytes) {}
