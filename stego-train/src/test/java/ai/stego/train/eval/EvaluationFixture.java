package ai.stego.train.eval;

import ai.stego.image.Preprocess;
import ai.stego.image.Rgb;
import ai.stego.nn.Linear;
import ai.stego.segment.ClusterProbe;
import ai.stego.segment.FeatureGrouping;
import ai.stego.segment.KMeans;
import ai.stego.segment.Legend;
import ai.stego.segment.LinearProbe;
import ai.stego.segment.Palette;
import ai.stego.segment.SegmentationHead;
import ai.stego.segment.StegoModel;
import ai.stego.tensor.Backend;
import ai.stego.tensor.InputException;
import ai.stego.tensor.Rng;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Shape;
import ai.stego.tensor.Tensor;
import ai.stego.train.data.ClassSet;
import ai.stego.train.data.Dataset;
import ai.stego.train.data.LabelMap;
import ai.stego.vit.UntrainedWeights;
import ai.stego.vit.VisionTransformer;
import ai.stego.vit.VitConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A small model and small labelled pictures in memory. */
final class EvaluationFixture {
  static final int SIZE = 48;
  static final int CLASSES = 3;
  static final int CLUSTERS = 4;
  private static final int CODE = 10;
  private static final VitConfig CONFIG = new VitConfig(8, 64, 2, 2, 128, 8, 8, 3, 1e-6f);

  private EvaluationFixture() {}

  /** K 3, E 1, Z 10, with head and both probes. */
  static StegoModel model(Backend backend, Scope scope) {
    VisionTransformer backbone =
        VisionTransformer.load(backend, CONFIG, UntrainedWeights.soft(CONFIG, "t:"), scope);
    Optional<SegmentationHead> head =
        Optional.of(
            new SegmentationHead(backend, linear(backend, scope, CODE, 64), Optional.empty()));
    ClusterProbe clusters =
        new ClusterProbe(backend, random(scope, Shape.of(CLUSTERS, CODE), "centroids"), 2);
    return new StegoModel(
        backbone,
        head,
        clusters,
        Optional.of(new LinearProbe(linear(backend, scope, CLASSES, CODE))),
        Legend.clusters(CLUSTERS),
        Legend.classes(CLASSES));
  }

  /** As many clusters as one likes, no head, no linear probe. */
  static StegoModel unlabelled(Backend backend, Scope scope, int clusters) {
    VisionTransformer backbone =
        VisionTransformer.load(backend, CONFIG, UntrainedWeights.soft(CONFIG, "t:"), scope);
    KMeans kMeans = new KMeans(clusters, KMeans.Metric.COSINE, 20, 0);
    return new FeatureGrouping(Preprocess.reference(SIZE), kMeans, 10)
        .fit(backbone, List.of(photo(60, 70, 1)), scope);
  }

  private static Linear linear(Backend backend, Scope scope, int outputs, int inputs) {
    Shape shape = Shape.of(outputs, inputs);
    String name = "linear " + shape;
    float[] weight = random(scope, shape, name).toArray();
    float[] bias = random(scope, Shape.of(outputs), name + " bias").toArray();
    return Linear.of(backend, shape, weight, bias, scope);
  }

  private static Tensor random(Scope scope, Shape shape, String purpose) {
    Rng rng = Rng.of(3).split(purpose);
    float[] values = new float[(int) shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) rng.nextGaussian();
    }
    return scope.tensor(shape, values);
  }

  /** Three vertical stripes of different colours, with some texture. */
  static Rgb photo(int height, int width, int seed) {
    byte[] bytes = new byte[3 * height * width];
    for (int i = 0; i < height * width; i++) {
      int stripe = stripe(i % width, width);
      int texture = (i * 7 + seed * 13) % 23;
      bytes[3 * i] = (byte) (60 + 60 * stripe + texture);
      bytes[3 * i + 1] = (byte) (200 - 80 * stripe + texture);
      bytes[3 * i + 2] = (byte) (stripe == 1 ? 220 : 30 + texture);
    }
    return new Rgb(height, width, bytes);
  }

  private static int stripe(int x, int width) {
    return 3 * x / width;
  }

  /** The stripes, and a border above that belongs to no class. */
  static LabelMap stripes(int height, int width) {
    int[] labels = new int[height * width];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = i / width < 2 ? LabelMap.IGNORED : stripe(i % width, width);
    }
    return new LabelMap(height, width, labels);
  }

  /** Five pictures of different sizes with their stripes. */
  static Memory pictures() {
    List<Rgb> images = new ArrayList<>();
    List<LabelMap> labels = new ArrayList<>();
    int[][] sizes = {{48, 48}, {50, 71}, {97, 60}, {48, 131}, {61, 61}};
    for (int i = 0; i < sizes.length; i++) {
      images.add(photo(sizes[i][0], sizes[i][1], i));
      labels.add(stripes(sizes[i][0], sizes[i][1]));
    }
    return new Memory(images, labels, CLASSES);
  }

  /** A dataset in memory; 0 classes means that there are no labels. */
  record Memory(List<Rgb> images, List<LabelMap> maps, int count) implements Dataset {
    Memory withLabels(List<LabelMap> others) {
      return new Memory(images, others, count);
    }

    Memory withClasses(int other) {
      return new Memory(images, maps, other);
    }

    @Override
    public String description() {
      return "pictures";
    }

    @Override
    public int size() {
      return images.size();
    }

    @Override
    public Optional<ClassSet> classes() {
      Legend legend = Legend.classes(Math.max(1, count));
      return count == 0
          ? Optional.empty()
          : Optional.of(new ClassSet(legend.names(), Palette.distinct(count)));
    }

    @Override
    public String key(int index) {
      return "picture" + index;
    }

    @Override
    public Path file(int index) {
      return Path.of(key(index));
    }

    @Override
    public Rgb image(int index) {
      return images.get(index);
    }

    @Override
    public LabelMap labels(int index) {
      if (count == 0) {
        throw new InputException("no labels");
      }
      return maps.get(index);
    }
  }
}
