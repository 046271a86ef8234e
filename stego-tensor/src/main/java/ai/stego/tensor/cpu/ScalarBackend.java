package ai.stego.tensor.cpu;

import ai.stego.tensor.Backend;
import ai.stego.tensor.BackendOptions;
import ai.stego.tensor.BackendProvider;
import java.util.Optional;

/**
 * Offers the scalar backend: plain Java, the reference that the others are held to, and what works
 * everywhere.
 */
public final class ScalarBackend implements BackendProvider {
  /** The name by which it is asked for. */
  public static final String NAME = "scalar";

  /** For {@link java.util.ServiceLoader}. */
  public ScalarBackend() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String device() {
    return HostStorage.MEMORY;
  }

  @Override
  public int rank() {
    return 0;
  }

  @Override
  public Optional<String> unavailable() {
    return Optional.empty();
  }

  @Override
  public Backend open(BackendOptions options) {
    return new CpuBackend(NAME, "plain Java", options, ScalarBackend::families);
  }

  private static CpuBackend.Families families(CpuContext context) {
    ScalarMatrix matrix = new ScalarMatrix(context);
    ScalarRows rows = new ScalarRows();
    return new CpuBackend.Families(
        matrix,
        new ScalarTransformer(context),
        new ScalarImage(context),
        rows,
        new ScalarClusters(context, matrix, rows),
        new ScalarActivations(),
        new ScalarLosses(context),
        new PlainOptimizers(context),
        new ScalarLattice());
  }
}
