package ai.stego.tensor.cpu.vector;

import ai.stego.tensor.Backend;
import ai.stego.tensor.BackendOptions;
import ai.stego.tensor.InputException;
import ai.stego.tensor.cpu.CpuBackend;
import ai.stego.tensor.cpu.CpuContext;
import ai.stego.tensor.cpu.VectorProvider;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Opens the vector backend. Only for JVMs that run with the module {@code jdk.incubator.vector};
 * others ask {@link VectorProvider}, which says so.
 */
public final class VectorBackend {
  /** The property that overrides the width. Wider than the processor's works, slowly. */
  static final String BITS = "stego.vector.bits";

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
    species(System.getProperty(BITS));
    String width = Lanes.FLOATS.vectorBitSize() + " bits";
    return new CpuBackend(VectorProvider.NAME, width, options, VectorBackend::families);
  }

  /**
   * Works out the species; here and not in {@link Lanes}, so that a wrong property ends in one line
   * and not in an error of class initialisation.
   *
   * @param bits what the property says, or null
   */
  static VectorSpecies<Float> species(String bits) {
    if (bits == null) {
      return FloatVector.SPECIES_PREFERRED;
    }
    return switch (bits) {
      case "128" -> FloatVector.SPECIES_128;
      case "256" -> FloatVector.SPECIES_256;
      case "512" -> FloatVector.SPECIES_512;
      default ->
          throw new InputException(BITS + ": expected 128, 256 or 512, got \"" + bits + "\"");
    };
  }

  private static CpuBackend.Families families(CpuContext context) {
    return new CpuBackend.Families(
        new VectorMatrix(context),
        new VectorTransformer(context),
        new VectorImage(context),
        new VectorRows(context),
        new VectorClusters(context));
  }
}
