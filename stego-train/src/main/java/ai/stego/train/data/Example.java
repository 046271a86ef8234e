package ai.stego.train.data;

import java.nio.file.Path;

/**
 * Where one image and its labels are.
 *
 * @param key its name, unique in the dataset
 * @param photograph the file
 * @param label the file of its labels; null if it has none
 */
record Example(String key, Path photograph, Path label) {}
