package ai.stego.cli;

import ai.stego.tensor.InputException;
import ai.stego.train.data.Dataset;
import ai.stego.train.data.DatasetOptions;
import ai.stego.train.data.Datasets;
import ai.stego.train.data.Split;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which labelled photographs. */
final class DataOptions {
  @Option(
      names = "--dataset",
      paramLabel = "KIND",
      defaultValue = Datasets.DIRECTORY,
      description = {
        "directory: imgs/SPLIT and labels/SPLIT, files of the same name (default);",
        "cocostuff27, cityscapes27, potsdam3: as published."
      })
  private String kind;

  @Option(
      names = "--split",
      paramLabel = "SPLIT",
      defaultValue = "val",
      description = "train, val or test (default: ${DEFAULT-VALUE}).")
  private Split split;

  @Option(
      names = "--classes",
      paramLabel = "K",
      description = {
        "Classes of a directory's labels; larger labels belong to no class",
        "(default: the linear probe's; without one, up to the largest label)."
      })
  private Integer classes;

  @Option(
      names = "--class-names",
      paramLabel = "FILE",
      description = "Names of a directory's classes, one a line.")
  private Path names;

  /**
   * Opens the dataset.
   *
   * @param usual what the model says of its classes, where the command line says nothing
   */
  Dataset open(Path root, DatasetOptions usual) throws IOException {
    return Datasets.open(kind, root, split, options(usual));
  }

  private DatasetOptions options(DatasetOptions usual) throws IOException {
    if (names != null) {
      DatasetOptions named = DatasetOptions.fromNames(names);
      if (classes != null && classes != named.classes()) {
        throw new InputException(
            names + ": " + named.classes() + " names, but --classes " + classes);
      }
      return named;
    }
    return classes == null ? usual : DatasetOptions.ofClasses(classes);
  }
}
