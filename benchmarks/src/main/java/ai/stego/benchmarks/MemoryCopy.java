package ai.stego.benchmarks;

import ai.stego.benchmarks.peak.Bandwidth;
import ai.stego.benchmarks.work.Inputs;
import ai.stego.benchmarks.work.Workload;

/** Copying 64 MiB, which no cache holds: 128 MiB read and written a run. */
public class MemoryCopy extends OnBackend {
  @Override
  Workload workload(Inputs in) {
    return Workload.uncounted(new Bandwidth(in.backend().parallel())::copy);
  }
}
