package ai.stego.segment.crf;

import ai.stego.tensor.io.TensorFile;
import ai.stego.tensor.testing.Golden;
import ai.stego.tensor.testing.TestBackends;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Agreement with pydensecrf at full size: too large for a device that is emulated. */
class DenseCrfPhotographTest {
  /** On the best backend only: those of the CPU share this code. */
  @Test
  void aWholePhotographOf27ClassesAgreesWithTheReference() throws IOException {
    try (TensorFile golden = Golden.open("crf.full.safetensors")) {
      String backend = TestBackends.names().get(0);
      CrfGolden.requireLabels(golden, CrfGolden.readPhotograph(golden).labels(backend));
    }
  }
}
