package ai.stego.train;

import ai.stego.image.Geometry;
import ai.stego.image.ImageException;
import ai.stego.image.Preprocess;
import ai.stego.image.Rgb;
import ai.stego.image.Size;
import ai.stego.segment.Legend;
import ai.stego.segment.Palette;
import ai.stego.segment.PixelProbabilities;
import ai.stego.segment.Probe;
import ai.stego.segment.crf.CrfParameters;
import ai.stego.segment.crf.DenseCrf;
import ai.stego.tensor.Backend;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Tensor;
import ai.stego.train.data.Dataset;
import ai.stego.train.data.FeatureSource;
import ai.stego.train.data.LabelMap;
import ai.stego.train.eval.HeadAndProbes;
import ai.stego.train.report.ReportData.Example;
import ai.stego.train.report.ReportData.Picture;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A few photographs with what the model makes of them: photograph, labels, linear probe, clusters,
 * clusters refined by the CRF.
 *
 * @param dataset the photographs
 * @param features theirs
 * @param preprocess how they became squares
 * @param classes names and colours of labelled classes; empty without labels
 * @param clusters names and colours of clusters
 */
record RunGallery(
    Dataset dataset,
    FeatureSource features,
    Preprocess preprocess,
    Optional<Legend> classes,
    Legend clusters) {
  private static final int BLACK = 0;

  /** Shows photographs that lie evenly over the dataset. */
  List<Example> examples(int most, HeadAndProbes parts) throws ImageException {
    int count = Math.min(most, dataset.size());
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int image = (int) ((long) i * dataset.size() / count);
      examples.add(new Example(dataset.key(image), pictures(image, parts)));
    }
    return examples;
  }

  private List<Picture> pictures(int image, HeadAndProbes parts) throws ImageException {
    int patch = preprocess.size() / features.rows();
    Rgb whole = dataset.image(image);
    Geometry geometry = preprocess.geometry(whole, patch);
    Rgb photo = preprocess.prepare(whole, patch).content();
    List<Picture> pictures = new ArrayList<>();
    pictures.add(new Picture("photograph", photo));
    if (classes.isPresent()) {
      LabelMap labels = dataset.labels(image).prepared(geometry);
      pictures.add(new Picture("labels", painted(labels.labels(), classes.get().palette())));
    }
    Backend backend = parts.backend();
    try (Scope scope = backend.scope()) {
      Tensor read = scope.tensor(1, features.rows(), features.columns(), features.width());
      features.read(new int[] {image}, read);
      Tensor codes = parts.codes(read, scope);
      if (parts.linear().isPresent() && classes.isPresent()) {
        float[] scores = scores(backend, parts.linear().get(), codes, patch);
        pictures.add(new Picture("linear probe", mask(photo, scores, classes.get())));
      }
      float[] scores = scores(backend, parts.clusters(), codes, patch);
      pictures.add(new Picture("clusters", mask(photo, scores, clusters)));
      DenseCrf crf = new DenseCrf(CrfParameters.STEGO, backend);
      int[] refined = crf.labels(photo.bytes(), photo.height(), photo.width(), scores);
      pictures.add(new Picture("clusters, CRF", painted(refined, clusters.palette())));
    }
    return pictures;
  }

  private float[] scores(Backend backend, Probe probe, Tensor codes, int patch) {
    Size size = new Size(preprocess.size(), preprocess.size());
    return new PixelProbabilities(backend, probe, patch).logProbabilities(codes, size);
  }

  private Rgb mask(Rgb photo, float[] scores, Legend legend) {
    int count = legend.names().size();
    int[] best = new int[photo.height() * photo.width()];
    for (int i = 0; i < best.length; i++) {
      for (int k = 1; k < count; k++) {
        best[i] = scores[i * count + k] > scores[i * count + best[i]] ? k : best[i];
      }
    }
    return painted(best, legend.palette());
  }

  /** Colours of labels; what belongs to no class is black. */
  private Rgb painted(int[] labels, Palette palette) {
    byte[] bytes = new byte[labels.length * 3];
    for (int i = 0; i < labels.length; i++) {
      int color = labels[i] < 0 ? BLACK : palette.color(labels[i]);
      bytes[3 * i] = (byte) (color >> 16);
      bytes[3 * i + 1] = (byte) (color >> 8);
      bytes[3 * i + 2] = (byte) color;
    }
    return new Rgb(preprocess.size(), preprocess.size(), bytes);
  }
}
