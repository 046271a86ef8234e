package ai.stego.vit.weights;

import ai.stego.tensor.InputException;
import ai.stego.tensor.io.NamedTensors;
import ai.stego.vit.VitConfig;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeSet;

/**
 * A vision transformer's weights under DINO's names, whatever names the file has.
 *
 * @param config the sizes, worked out from the tensors
 * @param tensors the tensors of {@link DinoNames#all}, read when they are asked for
 * @param naming how the file names them, for people
 */
public record BackboneWeights(VitConfig config, NamedTensors tensors, String naming) {

  /**
   * What the tensors cannot say; 0 is for unknown.
   *
   * @param heads A; if unknown, D / 64 as in the whole DINO family
   * @param trainedRows rows of the patch grid that the position embedding was trained at; if
   *     unknown, the grid is square
   * @param trainedColumns columns of that grid
   */
  public record Hints(int heads, int trainedRows, int trainedColumns) {
    /** Nothing is told. */
    public static final Hints NONE = new Hints(0, 0, 0);

    /**
     * Checks the numbers.
     *
     * @param heads A, or 0
     * @param trainedRows rows of the patch grid, or 0
     * @param trainedColumns columns of that grid, or 0
     * @throws InputException if one is negative
     */
    public Hints {
      if (heads < 0) {
        throw new InputException("the number of heads must be 1 or more, not " + heads);
      }
      if (trainedRows < 0 || trainedColumns < 0) {
        throw new InputException(
            "the trained grid cannot have " + trainedRows + " x " + trainedColumns + " patches");
      }
    }

    /**
     * The number of heads alone.
     *
     * @param heads A; 0 if unknown
     * @return the hints
     * @throws InputException if it is negative
     */
    public static Hints heads(int heads) {
      return new Hints(heads, 0, 0);
    }
  }

  /**
   * Finds the one vision transformer among the tensors of a file.
   *
   * @param source a file's tensors
   * @return its weights
   * @throws InputException if there is none, or tensors are missing, unexpected or misshapen: all
   *     are reported at once, one line each
   */
  public static BackboneWeights find(NamedTensors source) {
    return find(source, Hints.NONE);
  }

  /**
   * Finds the one vision transformer among the tensors of a file. Of several (a student and its
   * teacher) the teacher is taken.
   *
   * @param source a file's tensors
   * @param hints what the tensors cannot say
   * @return its weights
   * @throws InputException if there is none, or tensors are missing, unexpected or misshapen: all
   *     are reported at once, one line each
   */
  public static BackboneWeights find(NamedTensors source, Hints hints) {
    return BackboneFinder.find(source, hints);
  }

  /**
   * A hash of the weights that does not depend on the file's format or naming: SHA-256 over the
   * tensors in the alphabetical order of their canonical names, each as its name in UTF-8, a zero
   * byte, and its values as little-endian float32.
   *
   * @return 64 hexadecimal digits
   */
  public String sha256() {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
    ByteBuffer block = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
    for (String name : new TreeSet<>(tensors.names())) {
      digest.update(name.getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
      for (float value : tensors.values(name)) {
        if (!block.hasRemaining()) {
          digest.update(block.array(), 0, block.position());
          block.clear();
        }
        block.putFloat(value);
      }
      digest.update(block.array(), 0, block.position());
      block.clear();
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
