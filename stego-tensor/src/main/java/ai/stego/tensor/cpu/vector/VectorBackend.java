package ai.stego.tensor.cpu.vector;

import ai.stego.tensor.Backend;
import ai.stego.tensor.BackendOptions;
import ai.stego.tensor.InputException;
import ai.stego.tensor.cpu.CpuBackend;
import ai.stego.tensor.cpu.CpuContext;
import ai.stego.tensor.cpu.PlainOptimizers;
import ai.stego.tensor.cpu.VectorProvider;

/**
 * Opens the vector backend. Only for JVMs that run with the module {@code jdk.incubator.vector};
 * others ask {@link VectorProvider}, which says so.
 */
public final class VectorBackend {
  /** The property that overrides the width. Wider than the processor's works, slowly. */
  static final String BITS = "stego.vector.bits";

  private static final int MOST_BITS = 512;

  private VectorBackend() {}

  /**
   * Opens the backend with vectors of the width that the processor prefers, or that the property
   * {@code stego.vector.bits} says (128, 256 or 512).
   *
   * @param options how it is opened
   * @return the backend
   * @throws ai.stego.tensor.InputException if the property says anything else
   */
  public static Backend open(BackendOptions options) {
    bits(System.getProperty(BITS), MOST_BITS);
    String width = Lanes.FLOATS.vectorBitSize() + " bits";
    return new CpuBackend(VectorProvider.NAME, width, options, VectorBackend::families);
  }

  /**
   * Works out the width; here and not in {@link Lanes}, so that a wrong property ends in one line
   * and not in an error of class initialisation.
   *
   * @param wanted what the property says, or null
   * @param preferred bits that the processor prefers; beyond 512, as SVE allows, 512 it is: tiles
   *     of more columns would not fit into the blocks
   */
  static int bits(String wanted, int preferred) {
    if (wanted == null) {
      return Math.min(preferred, MOST_BITS);
    }
    return switch (wanted) {
      case "128" -> 128;
      case "256" -> 256;
      case "512" -> 512;
      default ->
          throw new InputException(BITS + ": expected 128, 256 or 512, got \"" + wanted + "\"");
    };
  }

  private static CpuBackend.Families families(CpuContext context) {
    VectorMatrix matrix = new VectorMatrix(context);
    VectorRows rows = new VectorRows(context);
    return new CpuBackend.Families(
        matrix,
        new VectorTransformer(context),
        new VectorImage(context),
        rows,
        new VectorClusters(context, matrix, rows),
        new VectorActivations(context),
        new VectorLosses(context),
        new PlainOptimizers(context),
        new VectorLattice());
  }
}
