package ai.stego.benchmarks;

import ai.stego.benchmarks.work.Backbones;
import ai.stego.benchmarks.work.Inputs;
import ai.stego.benchmarks.work.Workload;
import ai.stego.vit.VitConfig;
import org.openjdk.jmh.annotations.Param;

/** Whole forward passes. A run is a batch: images per second are its score times {@code batch}. */
public class VitForward extends OnBackend {
  /** The architecture. */
  @Param({"S8", "S16", "B8"})
  public Model model;

  /** Height and width in pixels. */
  @Param({"224", "320"})
  public int size;

  /** Images of a pass. */
  @Param({"1", "4", "16"})
  public int batch;

  /** Architectures of the DINO family. */
  public enum Model {
    /** ViT-S/8. */
    S8,
    /** ViT-S/16. */
    S16,
    /** ViT-B/8. */
    B8;

    private VitConfig config() {
      return switch (this) {
        case S8 -> VitConfig.small(8);
        case S16 -> VitConfig.small(16);
        case B8 -> VitConfig.base(8);
      };
    }
  }

  @Override
  Workload workload(Inputs in) {
    return Backbones.forward(
        Backbones.untrained(in, model.config()), in.uniform(batch, 3, size, size));
  }
}
