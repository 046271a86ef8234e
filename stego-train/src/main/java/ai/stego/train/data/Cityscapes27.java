package ai.stego.train.data;

import ai.stego.segment.Palette;
import ai.stego.tensor.InputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Cityscapes with 27 classes: the label ids 7 to 33. Ids below 7 are void, and ignored.
 *
 * <p>Layout: {@code leftImg8bit/SPLIT/CITY/NAME_leftImg8bit.png} and, if there are labels, {@code
 * gtFine/SPLIT/CITY/NAME_gtFine_labelIds.png}.
 *
 * <p>Sources: Cordts et al. 2016 and the label table of the dataset's own scripts (names, ids,
 * colours); Cho et al. 2021 and the STEGO reference (ids from 7 on).
 */
public final class Cityscapes27 {
  private static final int FIRST_ID = 7;
  private static final String IMAGE_END = "_leftImg8bit.png";
  private static final String LABEL_END = "_gtFine_labelIds.png";

  private static final List<String> NAMES =
      List.of(
          "road",
          "sidewalk",
          "parking",
          "rail track",
          "building",
          "wall",
          "fence",
          "guard rail",
          "bridge",
          "tunnel",
          "pole",
          "pole group",
          "traffic light",
          "traffic sign",
          "vegetation",
          "terrain",
          "sky",
          "person",
          "rider",
          "car",
          "truck",
          "bus",
          "caravan",
          "trailer",
          "train",
          "motorcycle",
          "bicycle");

  private static final int[] COLORS = {
    0x804080, 0xF423E8, 0xFAAAA0, 0xE6968C, 0x464646, 0x66669C, 0xBE9999, 0xB4A5B4, 0x966464,
    0x96785A, 0x999999, 0x999999, 0xFAAA1E, 0xDCDC00, 0x6B8E23, 0x98FB98, 0x4682B4, 0xDC143C,
    0xFF0000, 0x00008E, 0x000046, 0x003C64, 0x00005A, 0x00006E, 0x005064, 0x0000E6, 0x770B20,
  };

  private Cityscapes27() {}

  /**
   * Finds the images of all cities of a split; reads none of them. The labels of the test split are
   * not public: all of them are void.
   *
   * @param root holds {@code leftImg8bit} and perhaps {@code gtFine}
   * @param split the split
   * @return the images in the order of their names
   * @throws InputException if there are none, or images and labels do not pair: lists them
   * @throws IOException if a folder cannot be read
   */
  public static Dataset open(Path root, Split split) throws IOException {
    return open(root, split, true);
  }

  /** Without labels, if they are not wanted. */
  static Dataset open(Path root, Split split, boolean wanted) throws IOException {
    Path images = root.resolve("leftImg8bit").resolve(split.folder());
    Path labels = root.resolve("gtFine").resolve(split.folder());
    boolean labelled = wanted && Files.isDirectory(labels);
    Map<String, Path> photographs = files(images, IMAGE_END);
    if (photographs.isEmpty()) {
      throw new InputException(images + ": no images CITY/NAME" + IMAGE_END);
    }
    List<Example> examples = Pairing.of(photographs, labelled ? files(labels, LABEL_END) : null);
    String description = examples.size() + " images of " + images;
    LabelTable table = labelled ? LabelTable.shifted(classes(), FIRST_ID) : null;
    return new PairedImages(description, examples, table, PixelFiles.IMAGES);
  }

  /**
   * The 27 classes in the order of their ids, with the colours of the dataset.
   *
   * @return their names and colours
   */
  public static ClassSet classes() {
    return new ClassSet(NAMES, Palette.of(COLORS));
  }

  /** The files of all cities with an ending, by their names without it. */
  private static Map<String, Path> files(Path folder, String ending) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new InputException(folder + ": there is no such folder");
    }
    Map<String, Path> found = new TreeMap<>();
    try (Stream<Path> cities = Files.list(folder)) {
      for (Path city : cities.filter(Files::isDirectory).sorted().toList()) {
        for (Path file : children(city)) {
          String name = file.getFileName().toString();
          if (name.endsWith(ending) && Files.isRegularFile(file)) {
            String key = name.substring(0, name.length() - ending.length());
            if (found.put(key, file) != null) {
              throw new InputException(file + ": another city has an image of this name too");
            }
          }
        }
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return found;
  }

  private static List<Path> children(Path folder) throws IOException {
    try (Stream<Path> children = Files.list(folder)) {
      return new ArrayList<>(children.toList());
    }
  }
}
