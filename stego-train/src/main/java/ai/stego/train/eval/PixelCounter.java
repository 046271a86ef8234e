package ai.stego.train.eval;

import ai.stego.image.Rgb;
import ai.stego.image.Size;
import ai.stego.segment.PixelProbabilities;
import ai.stego.segment.Probe;
import ai.stego.segment.StegoModel;
import ai.stego.segment.crf.ClassRows;
import ai.stego.segment.crf.CrfParameters;
import ai.stego.segment.crf.DenseCrf;
import ai.stego.tensor.Backend;
import ai.stego.tensor.InputException;
import ai.stego.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asks the probes for every pixel of every image, and counts what they say. */
final class PixelCounter {
  private static final int GRAIN = 4096;

  private record Key(StegoModel.Classes probe, boolean crf) {}

  private final Backend backend;
  private final Map<StegoModel.Classes, Probe> probes;
  private final int patch;
  private final Optional<DenseCrf> crf;
  private final Map<Key, ConfusionMatrix> matrices = new LinkedHashMap<>();

  /**
   * Begins to count.
   *
   * @param parts the probes
   * @param patch pixels from code to code
   * @param classes K of the labels
   * @param crf parameters of the CRF, if its masks are to be counted too
   */
  PixelCounter(HeadAndProbes parts, int patch, int classes, Optional<CrfParameters> crf) {
    this.backend = parts.backend();
    this.probes = parts.probes();
    this.patch = patch;
    this.crf = crf.map(parameters -> new DenseCrf(parameters, backend));
    probes.forEach(
        (name, probe) -> {
          matrices.put(new Key(name, false), new ConfusionMatrix(probe.classes(), classes));
          if (crf.isPresent()) {
            matrices.put(new Key(name, true), new ConfusionMatrix(probe.classes(), classes));
          }
        });
  }

  /**
   * Counts the pixels of an image.
   *
   * @param codes (1,h,w,Z)
   * @param size of the image
   * @param content the image, for the CRF; may be null without one
   * @param labels H·W classes
   */
  void add(Tensor codes, Size size, Rgb content, int[] labels) {
    probes.forEach(
        (name, probe) -> {
          float[] scores =
              new PixelProbabilities(backend, probe, patch).logProbabilities(codes, size);
          count(name, false, best(scores, probe.classes()), labels);
          crf.ifPresent(
              refiner -> {
                int[] refined =
                    refiner.labels(content.bytes(), size.height(), size.width(), scores);
                count(name, true, refined, labels);
              });
        });
  }

  private void count(StegoModel.Classes probe, boolean refined, int[] predicted, int[] labels) {
    matrices.get(new Key(probe, refined)).add(predicted, labels);
  }

  /** The class of the largest score of each pixel; of equal ones the first. */
  private int[] best(float[] scores, int classes) {
    int[] labels = new int[scores.length / classes];
    backend
        .parallel()
        .ranges(
            labels.length,
            GRAIN,
            (from, to) -> {
              for (int i = from; i < to; i++) {
                labels[i] = ClassRows.argMax(scores, i * classes, classes);
                if (Float.isNaN(scores[i * classes + labels[i]])) {
                  throw new InputException("the model's scores of pixel " + i + " are NaN");
                }
              }
            });
    return labels;
  }

  /** The figures of all images so far. */
  List<ProbeScore> scores(ExtraClusters extra) {
    List<ProbeScore> scores = new ArrayList<>();
    for (StegoModel.Classes probe :
        new StegoModel.Classes[] {StegoModel.Classes.LINEAR, StegoModel.Classes.CLUSTER}) {
      for (boolean refined : new boolean[] {false, true}) {
        ConfusionMatrix matrix = matrices.get(new Key(probe, refined));
        if (matrix != null) {
          scores.add(ProbeScore.of(probe, refined, matrix, extra));
        }
      }
    }
    return scores;
  }
}
