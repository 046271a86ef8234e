package ai.stego.benchmarks;

import ai.stego.benchmarks.peak.Peak;
import ai.stego.benchmarks.work.Inputs;
import ai.stego.benchmarks.work.Workload;

/** The most arithmetic there can be: multiply-adds in registers. */
public class MultiplyAddPeak extends OnBackend {
  @Override
  Workload workload(Inputs in) {
    Peak peak = new Peak(in.backend().parallel());
    return new Workload(peak::burst, peak.flopsOfBurst());
  }
}
