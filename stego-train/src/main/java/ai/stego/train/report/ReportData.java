package ai.stego.train.report;

import ai.stego.image.Rgb;
import ai.stego.tensor.ShapeException;
import java.util.List;

/**
 * What a report page shows. Everything but the heading may be empty, and what is empty is left out
 * of the page. Names may hold any characters: the page shows them as text.
 *
 * @param heading what the page is about
 * @param charts curves and distributions; those without points are left out
 * @param results figures for the final model
 * @param gallery photographs with their masks
 * @param clusters the clusters, so that a person can name them
 * @param texts longer texts for the end of the page: configuration, environment
 */
public record ReportData(
    Heading heading,
    List<LineChart> charts,
    Results results,
    Gallery gallery,
    Clusters clusters,
    List<Text> texts) {

  /**
   * The beginning of the page.
   *
   * @param title such as {@code "camvid, 11 classes"}
   * @param lead one or two sentences
   * @param facts the figures that matter most
   * @param warnings what the reader must know, such as that the run has collapsed
   */
  public record Heading(String title, String lead, List<Fact> facts, List<String> warnings) {
    /**
     * Keeps the lists.
     *
     * @param title what the page is about
     * @param lead one or two sentences
     * @param facts the figures that matter most
     * @param warnings what the reader must know
     */
    public Heading {
      facts = List.copyOf(facts);
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * A figure.
   *
   * @param name what it is, such as {@code "mIoU of the clusters"}
   * @param value as it is shown, such as {@code "10.3 %"}
   */
  public record Fact(String name, String value) {}

  /**
   * Figures for the final model.
   *
   * @param tables such as accuracy and mIoU of each probe, and the IoU of each class
   * @param confusions one for each probe
   */
  public record Results(List<Table> tables, List<Confusion> confusions) {
    /**
     * Keeps the lists.
     *
     * @param tables such as accuracy and mIoU of each probe, and the IoU of each class
     * @param confusions one for each probe
     */
    public Results {
      tables = List.copyOf(tables);
      confusions = List.copyOf(confusions);
    }
  }

  /**
   * Shares in rows and columns.
   *
   * @param title what it shows
   * @param columns what each column is
   * @param rows the rows
   */
  public record Table(String title, List<String> columns, List<Row> rows) {
    /**
     * Checks the rows.
     *
     * @param title what it shows
     * @param columns what each column is
     * @param rows the rows
     * @throws ShapeException if a row has another number of values than there are columns
     */
    public Table {
      columns = List.copyOf(columns);
      rows = List.copyOf(rows);
      for (Row row : rows) {
        ShapeException.require(
            row.values().length == columns.size(),
            "report: row " + row.name() + " of " + title,
            columns.size() + " values",
            row.values().length);
      }
    }
  }

  /**
   * A row of a table.
   *
   * @param name what it is of
   * @param values shares, 0..1, shown as per cent; NaN where there is none; not copied
   */
  public record Row(String name, double[] values) {}

  /**
   * How often each class was taken for each.
   *
   * @param title what it shows
   * @param actual the names of the labelled classes, K
   * @param predicted the names of the predicted ones, in the order of the classes that they are
   *     matched to, so that what is right lies on the diagonal; unmatched ones last
   * @param counts (K,predicted) pixels; not copied
   */
  public record Confusion(
      String title, List<String> actual, List<String> predicted, long[][] counts) {
    /**
     * Checks the sizes.
     *
     * @param title what it shows
     * @param actual the names of the labelled classes
     * @param predicted the names of the predicted ones
     * @param counts (actual,predicted) pixels
     * @throws ShapeException if the counts have another size
     */
    public Confusion {
      actual = List.copyOf(actual);
      predicted = List.copyOf(predicted);
      ShapeException.require(
          counts.length == actual.size(),
          "report: " + title,
          actual.size() + " rows",
          counts.length);
      for (long[] row : counts) {
        ShapeException.require(
            row.length == predicted.size(), "report: " + title, predicted.size(), row.length);
      }
    }
  }

  /**
   * Photographs with their masks.
   *
   * @param examples one for each photograph
   * @param legends what the masks' colours mean
   */
  public record Gallery(List<Example> examples, List<Legend> legends) {
    /**
     * Keeps the lists.
     *
     * @param examples one for each photograph
     * @param legends what the masks' colours mean
     */
    public Gallery {
      examples = List.copyOf(examples);
      legends = List.copyOf(legends);
    }
  }

  /**
   * One photograph and what was made of it.
   *
   * @param name the photograph's
   * @param pictures from left to right
   */
  public record Example(String name, List<Picture> pictures) {
    /**
     * Keeps the list.
     *
     * @param name the photograph's
     * @param pictures from left to right
     */
    public Example {
      pictures = List.copyOf(pictures);
    }
  }

  /**
   * A picture of an example.
   *
   * @param title such as {@code "photograph"}, {@code "label"}, {@code "clusters"}, {@code "CRF"}
   * @param image the picture; large ones are shown smaller
   */
  public record Picture(String title, Rgb image) {}

  /**
   * What colours mean.
   *
   * @param title which pictures it is for
   * @param entries names and colours
   */
  public record Legend(String title, List<Entry> entries) {
    /**
     * Keeps the list.
     *
     * @param title which pictures it is for
     * @param entries names and colours
     */
    public Legend {
      entries = List.copyOf(entries);
    }
  }

  /**
   * One colour's meaning.
   *
   * @param name the class
   * @param color 0xRRGGBB
   */
  public record Entry(String name, int color) {}

  /**
   * The clusters.
   *
   * @param clusters in the order of the page
   * @param modelFile for the command line that names them; empty if there is none
   */
  public record Clusters(List<Cluster> clusters, String modelFile) {
    /**
     * Keeps the list.
     *
     * @param clusters in the order of the page
     * @param modelFile for the command line that names them
     */
    public Clusters {
      clusters = List.copyOf(clusters);
    }
  }

  /**
   * One cluster.
   *
   * @param number its index in the model
   * @param entry its name and colour
   * @param share of the dataset's pixels or patches, 0..1; NaN if it was not counted
   * @param patches cut-outs of photographs that are typical of it, the most typical first
   */
  public record Cluster(int number, Entry entry, double share, List<Rgb> patches) {
    /**
     * Keeps the list.
     *
     * @param number its index in the model
     * @param entry its name and colour
     * @param share of the dataset, 0..1
     * @param patches cut-outs of photographs
     */
    public Cluster {
      patches = List.copyOf(patches);
    }
  }

  /**
   * A longer text.
   *
   * @param title what it is
   * @param lines shown as they are, in letters of one width
   */
  public record Text(String title, String lines) {}

  /**
   * Keeps the lists.
   *
   * @param heading what the page is about
   * @param charts curves and distributions
   * @param results figures for the final model
   * @param gallery photographs with their masks
   * @param clusters the clusters
   * @param texts longer texts
   */
  public ReportData {
    charts = List.copyOf(charts);
    texts = List.copyOf(texts);
  }

  /**
   * A page with nothing but its heading, to begin with.
   *
   * @param heading what the page is about
   * @return a page without anything else
   */
  public static ReportData of(Heading heading) {
    return new ReportData(
        heading,
        List.of(),
        new Results(List.of(), List.of()),
        new Gallery(List.of(), List.of()),
        new Clusters(List.of(), ""),
        List.of());
  }

  /**
   * Replaces the charts.
   *
   * @param replacement curves and distributions
   * @return the page with them
   */
  public ReportData withCharts(List<LineChart> replacement) {
    return new ReportData(heading, replacement, results, gallery, clusters, texts);
  }

  /**
   * Replaces the results.
   *
   * @param replacement figures for the final model
   * @return the page with them
   */
  public ReportData withResults(Results replacement) {
    return new ReportData(heading, charts, replacement, gallery, clusters, texts);
  }

  /**
   * Replaces the gallery.
   *
   * @param replacement photographs with their masks
   * @return the page with it
   */
  public ReportData withGallery(Gallery replacement) {
    return new ReportData(heading, charts, results, replacement, clusters, texts);
  }

  /**
   * Replaces the clusters.
   *
   * @param replacement the clusters
   * @return the page with them
   */
  public ReportData withClusters(Clusters replacement) {
    return new ReportData(heading, charts, results, gallery, replacement, texts);
  }

  /**
   * Replaces the texts.
   *
   * @param replacement longer texts
   * @return the page with them
   */
  public ReportData withTexts(List<Text> replacement) {
    return new ReportData(heading, charts, results, gallery, clusters, replacement);
  }
}
