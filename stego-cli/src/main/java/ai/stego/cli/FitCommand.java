package ai.stego.cli;

import ai.stego.segment.KMeans;
import ai.stego.segment.SegmentationHead;
import ai.stego.tensor.Backend;
import ai.stego.tensor.InputException;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.io.AtomicFile;
import ai.stego.tensor.io.HostTensor;
import ai.stego.train.Progress;
import ai.stego.train.config.TrainConfig;
import ai.stego.train.data.Dataset;
import ai.stego.train.data.FeatureSource;
import ai.stego.train.data.store.FrozenBackbone;
import ai.stego.train.fit.ChoiceChart;
import ai.stego.train.fit.ClusterFit;
import ai.stego.train.fit.CodeSample;
import ai.stego.vit.weights.ModelFile;
import ai.stego.vit.weights.StegoTensors;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code stego fit}: another number of clusters for codes that are there. */
@Command(
    name = "fit",
    header = "Find clusters anew, as many as you like, without training again.",
    description = {
      "",
      "Groups the codes of DATA's patches by k-means and writes a model with these clusters. With",
      "--choose it tries several numbers of clusters and says what each comes to: the inertia",
      "bends, and the silhouette is high, where a number suits. With --raw no head is needed."
    },
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  stego fit photos/ -m run/model.safetensors --choose 2..40 --chart choice.png",
      "  stego fit photos/ -m run/model.safetensors --classes 12 -o model12.safetensors",
      "  stego fit photos/ --raw -b dino-vits8-300ep --classes 8 -o plain.safetensors"
    },
    sortOptions = false)
@SuppressWarnings("UnusedVariable") // picocli reads the fields
final class FitCommand implements Callable<Integer> {
  private static final String ENDING = ".safetensors";
  private static final int ITERATIONS = 100;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "DATA",
      description =
          "A folder of photographs, or one with STEGO's layout; labels are not looked at.")
  private Path root;

  @Mixin private FitInputs inputs;

  @Option(names = "--classes", paramLabel = "K", description = "How many clusters.")
  private Integer classes;

  @Option(
      names = "--choose",
      paramLabel = "A..B",
      description = "Try A to B clusters, print what each comes to, and write no model.")
  private String choose;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "OUT.safetensors",
      description = "The model file to write.")
  private Path output;

  @Option(names = "--chart", paramLabel = "OUT.png", description = "Draw what --choose finds.")
  private Path chart;

  @Option(
      names = "--embed-backbone",
      description = "Put the backbone into the model file too: one file to segment with.")
  private boolean embed;

  @Mixin private FitData data;

  @Option(
      names = "--sample",
      paramLabel = "N",
      defaultValue = "100000",
      description =
          "About how many patches to group, as many from each photograph (default:"
              + " ${DEFAULT-VALUE}).")
  private int sample;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Of the sample and of the first centroids (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Mixin private DeviceOptions device;
  @Mixin private CommonOptions common;

  @Override
  public Integer call() throws IOException {
    int[] range = range();
    requireOutputs();
    try (FitInputs read = inputs) {
      read.read();
      TrainConfig config = data.settings(inputs.trained());
      Dataset dataset = data.open(root, config);
      try (Backend backend = device.open();
          Scope scope = backend.scope();
          StageProgress progress = new StageProgress(spec.commandLine().getErr())) {
        Tensor codes = codes(dataset, config, backend, scope, progress);
        ClusterFit fit = new ClusterFit(ITERATIONS, seed);
        if (choose == null) {
          KMeans.Result result = fit.fit(backend, codes, classes, scope);
          progress.endStage();
          write(result);
        } else {
          List<ClusterFit.Candidate> candidates =
              fit.choose(backend, codes, range[0], range[1], progress);
          progress.endStage();
          print(candidates);
        }
      }
    }
    return Main.FINE;
  }

  /** The numbers of clusters to try; of no meaning without {@code --choose}. */
  private int[] range() {
    if ((classes == null) == (choose == null)) {
      throw new InputException("say either --classes K or --choose A..B");
    }
    if (choose == null) {
      return new int[0];
    }
    if (!choose.matches("[0-9]{1,6}\\.\\.[0-9]{1,6}")) {
      throw new InputException("--choose: '" + choose + "' is no range such as 2..40");
    }
    String[] ends = choose.split("\\.\\.", -1);
    return new int[] {Integer.parseInt(ends[0]), Integer.parseInt(ends[1])};
  }

  private void requireOutputs() {
    if (classes != null && output == null) {
      throw new InputException("--output: say where the model goes, such as model" + ENDING);
    }
    if (choose != null && output != null) {
      throw new InputException("--output: --choose writes no model; use --classes then");
    }
    if (choose == null && chart != null) {
      throw new InputException("--chart: it shows what --choose finds");
    }
    if (output != null) {
      requireEnding(output, ENDING);
    }
    if (chart != null) {
      requireEnding(chart, ".png");
    }
  }

  private static void requireEnding(Path path, String ending) {
    if (!path.toString().toLowerCase(Locale.ROOT).endsWith(ending)) {
      throw new InputException(path + ": the output's name must end in " + ending);
    }
    FeatureOutputs.requireWritable(path);
  }

  private Tensor codes(
      Dataset dataset, TrainConfig config, Backend backend, Scope scope, Progress progress)
      throws IOException {
    FrozenBackbone backbone =
        FrozenBackbone.load(backend, inputs.backboneName(), inputs.weights(), scope);
    try (FeatureSource features =
        data.features(dataset, backbone, config, inputs.runStore(), progress)) {
      Optional<SegmentationHead> head =
          inputs.head().map(layers -> SegmentationHead.load(backend, layers, scope));
      return new CodeSample(sample, seed).read(features, head, backend, scope, progress);
    }
  }

  private void write(KMeans.Result result) throws IOException {
    Tensor centroids = result.centroids();
    Optional<StegoTensors.LinearProbeTensors> linear = inputs.linear(classes);
    int labelled = linear.map(probe -> probe.weight().shape().axis(0)).orElse(classes);
    StegoTensors model =
        StegoTensors.trained(
            inputs.weights(),
            inputs.head(),
            new HostTensor(centroids.shape(), centroids.toArray()),
            linear,
            labelled,
            inputs.texts());
    ModelFile.write(output, model, embed);
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        Locale.ROOT,
        "%d clusters of %d patches after %d iterations%n",
        classes,
        result.labels().length,
        result.iterations());
    out.println(output);
  }

  private void print(List<ClusterFit.Candidate> candidates) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    out.println("clusters  inertia  silhouette");
    for (ClusterFit.Candidate candidate : candidates) {
      out.printf(
          Locale.ROOT,
          "%8d  %7.4f  %10.4f%n",
          candidate.clusters(),
          candidate.inertia(),
          candidate.silhouette());
    }
    ClusterFit.Candidate best =
        candidates.stream()
            .max(Comparator.comparingDouble(ClusterFit.Candidate::silhouette))
            .orElseThrow();
    out.println("the silhouette is highest at " + best.clusters() + " clusters");
    if (chart != null) {
      byte[] png = ChoiceChart.of(candidates).png();
      AtomicFile.write(chart, stream -> stream.write(png));
      out.println(chart);
    }
  }
}
