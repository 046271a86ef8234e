package ai.stego.benchmarks.work;

import ai.stego.image.Preprocess;
import ai.stego.image.Rgb;
import ai.stego.segment.Legend;
import ai.stego.segment.Segmenter;
import ai.stego.segment.SegmenterOptions;
import ai.stego.segment.StegoModel;
import ai.stego.segment.crf.CrfParameters;
import ai.stego.segment.crf.DenseCrf;
import ai.stego.tensor.Interpolation;
import ai.stego.tensor.Tensor;
import ai.stego.vit.VitConfig;
import java.io.IOException;
import java.util.Optional;

/** From a photograph to its mask. */
public final class SegmentWork {
  /** Side of the map that class scores come from, in patches. */
  private static final int MAP = 40;

  private static final int MAP_TINY = 4;

  private SegmentWork() {}

  /**
   * Decodes and segments one photograph, with the defaults but for the size: mirrored too, refined
   * by the CRF.
   *
   * @param in where the model lives
   * @param config of the backbone
   * @param side pixels of the photograph's shorter side
   * @return the work
   * @throws IOException if the jar lacks the photograph
   */
  public static Workload segment(Inputs in, VitConfig config, int side) throws IOException {
    StegoModel model =
        new StegoModel(
            Backbones.untrained(in, config),
            Optional.of(HeadWork.untrained(in, config.width())),
            HeadWork.clusters(in),
            Optional.empty(),
            Legend.clusters(HeadWork.CLASSES),
            Legend.classes(HeadWork.CLASSES));
    SegmenterOptions options = SegmenterOptions.DEFAULT.withPreprocess(Preprocess.wholeImage(side));
    Segmenter segmenter = in.scope().keep(new Segmenter(model, options));
    byte[] file = Photograph.file();
    return Workload.uncounted(() -> segmenter.segment(Photograph.decode(file)));
  }

  /**
   * The CRF with STEGO's parameters on a photograph. The scores are smooth, since they come from a
   * map of patches, and follow colour: what a trained model gives.
   *
   * @param in where the CRF runs
   * @param side R
   * @param classes K
   * @return the work
   * @throws IOException if the jar lacks the photograph
   */
  public static Workload crf(Inputs in, int side, int classes) throws IOException {
    Rgb square = Photograph.square(side);
    byte[] rgb = square.bytes();
    float[] scores = scores(in, square, classes);
    DenseCrf crf = new DenseCrf(CrfParameters.STEGO, in.backend());
    return Workload.uncounted(() -> crf.labels(rgb, side, side, scores));
  }

  private static float[] scores(Inputs in, Rgb square, int classes) {
    int side = square.height();
    int map = side > MAP ? MAP : MAP_TINY;
    Tensor enlarged = in.empty(1, side, side, classes);
    in.backend().image().resize(in.uniform(1, map, map, classes), Interpolation.BILINEAR, enlarged);
    float[] values = enlarged.toArray();
    float[] weights = in.uniformValues(3 * classes);
    byte[] rgb = square.bytes();
    for (int i = 0; i < values.length; i++) {
      for (int c = 0; c < 3; c++) {
        float level = (rgb[i / classes * 3 + c] & 0xFF) / 255f;
        values[i] += weights[i % classes * 3 + c] * level;
      }
    }
    Tensor rows = enlarged.reshape(side * side, classes);
    rows.write(values);
    in.backend().row().logSoftmax(rows, 1, rows);
    return rows.toArray();
  }

  /**
   * Codes of patches to codes of pixels.
   *
   * @param in makes the inputs
   * @param patches of a side
   * @param pixels of a side
   * @return the work
   */
  public static Workload resize(Inputs in, int patches, int pixels) {
    Tensor x = in.uniform(1, patches, patches, HeadWork.CODE);
    Tensor out = in.empty(1, pixels, pixels, HeadWork.CODE);
    return Workload.uncounted(() -> in.backend().image().resize(x, Interpolation.BILINEAR, out));
  }
}
