package ai.stego.train;

import ai.stego.tensor.InputException;
import ai.stego.tensor.io.HostTensor;
import ai.stego.tensor.io.NamedTensors;
import ai.stego.tensor.io.SafeTensors;
import ai.stego.tensor.io.SafeTensorsWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * The whole state of a training run between two steps: parameters and what the optimisers remember.
 * Random choices follow from the seed and the step, so they need no state.
 *
 * @param step steps that were taken
 * @param tensors parameters and optimiser state by name
 * @param settings the configuration as text; a run resumes only under the same
 */
public record Checkpoint(long step, NamedTensors tensors, String settings) {
  private static final String FORMAT = "stego.checkpoint";
  private static final String VERSION = "1";
  private static final String STEP = "step";
  private static final String SETTINGS = "settings";
  private static final String CHECKSUM = "crc32c";

  /**
   * Writes it, whole or not at all. The loss of a step is found before its update, so an update
   * that overflows shows here first; a run could never go on from such a state.
   *
   * @param file the file, replaced if it exists
   * @throws InputException if a value is not finite; nothing is written then
   * @throws IOException if it cannot be written
   */
  public void write(Path file) throws IOException {
    requireFinite();
    SafeTensorsWriter.write(
        file,
        tensors,
        Map.of(
            FORMAT,
            VERSION,
            STEP,
            Long.toString(step),
            SETTINGS,
            settings,
            CHECKSUM,
            Long.toHexString(checksum())));
  }

  /**
   * Reads one.
   *
   * @param file a file that {@link #write} made
   * @return the checkpoint, in memory
   * @throws InputException if the file is no checkpoint, or was damaged
   * @throws IOException if it cannot be read or is no sound safetensors file
   */
  public static Checkpoint read(Path file) throws IOException {
    try (SafeTensors source = SafeTensors.open(file)) {
      Map<String, String> metadata = source.metadata();
      if (!VERSION.equals(metadata.get(FORMAT)) || !metadata.containsKey(SETTINGS)) {
        throw new InputException(file + ": no checkpoint of a training run");
      }
      Map<String, HostTensor> tensors = new LinkedHashMap<>();
      for (String name : source.names()) {
        tensors.put(name, source.get(name));
      }
      Checkpoint read =
          new Checkpoint(
              step(file, metadata.get(STEP)),
              NamedTensors.of(file.toString(), tensors),
              metadata.get(SETTINGS));
      if (!Long.toHexString(read.checksum()).equals(metadata.get(CHECKSUM))) {
        throw new InputException(file + ": damaged: its checksum does not fit its contents");
      }
      return read;
    }
  }

  private void requireFinite() {
    for (String name : tensors.names()) {
      for (float value : tensors.values(name)) {
        if (!Float.isFinite(value)) {
          throw new InputException(
              "step "
                  + step
                  + ": "
                  + name
                  + " holds "
                  + value
                  + "; try lower learning rates; the checkpoints of earlier steps are untouched");
        }
      }
    }
  }

  /** CRC-32C of step, settings, names, shapes and values. */
  private long checksum() {
    CRC32C sum = new CRC32C();
    sum.update((step + settings).getBytes(StandardCharsets.UTF_8));
    for (String name : tensors.names()) {
      sum.update((name + tensors.shape(name)).getBytes(StandardCharsets.UTF_8));
      float[] values = tensors.values(name);
      ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES);
      bytes.asFloatBuffer().put(values);
      sum.update(bytes);
    }
    return sum.getValue();
  }

  private static long step(Path file, String text) {
    try {
      long step = Long.parseLong(String.valueOf(text));
      if (step >= 0) {
        return step;
      }
    } catch (NumberFormatException e) {
      throw new InputException(file + ": the step is not a number", e);
    }
    throw new InputException(file + ": the step is below 0");
  }
}
