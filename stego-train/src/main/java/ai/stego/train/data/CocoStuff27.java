package ai.stego.train.data;

import ai.stego.segment.Palette;
import ai.stego.tensor.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * COCO-Stuff with its 27 coarse classes, on the images of the curated lists that unsupervised
 * segmentation is measured on: 49,629 to train and 2,175 to evaluate.
 *
 * <p>Layout: {@code curated/{train2017,val2017}/Coco164kFull_Stuff_Coarse_7.txt} with one image
 * number a line, {@code images/{train2017,val2017}/NUMBER.jpg}, {@code
 * annotations/{train2017,val2017}/NUMBER.png} with sample v for the label v + 1 of COCO-Stuff, 255
 * for none. Without annotations the images have no labels.
 *
 * <p>Sources: Caesar et al. 2018 (COCO-Stuff: labels and their hierarchy), Ji et al. 2019 (the
 * curated lists), Cho et al. 2021 (the 27 classes).
 */
public final class CocoStuff27 {
  /**
   * Each class with its labels of COCO-Stuff (1 to 182). Things have the numbers of COCO; what is
   * both thing and stuff has two classes.
   */
  private static final String[][] CLASSES = {
    {"electronic", "72-77"},
    {"appliance", "78-83"},
    {"food", "52-61"},
    {"furniture", "62-71"},
    {"indoor", "84-91"},
    {"kitchen", "44-51"},
    {"accessory", "26-33"},
    {"animal", "16-25"},
    {"outdoor", "10-15"},
    {"person", "1"},
    {"sports", "34-43"},
    {"vehicle", "2-9"},
    {"ceiling", "102-103"},
    {"floor", "101 114-118"},
    {"food-stuff", "121-122 153 170"},
    {"furniture-stuff", "98 107-108 110 112 123 130 133 156 161 165"},
    {"raw-material", "100 132 139 143"},
    {"textile", "92-93 104-105 109 131 137 141 152 167-168"},
    {"wall", "171-177"},
    {"window", "180-181"},
    {"building", "95-96 128 151 158 166"},
    {"ground", "111 125-126 136 140 144-145 147 149 154 159"},
    {"plant", "94 97 119 124 129 134 142 163 169"},
    {"sky", "106 157"},
    {"solid", "127 135 150 160 162 182"},
    {"structural", "99 113 138 146 164"},
    {"water", "120 148 155 178-179"},
  };

  private static final int LABELS = 182;
  private static final String LIST = "Coco164kFull_Stuff_Coarse_7.txt";

  private CocoStuff27() {}

  /**
   * Finds the images of the curated list; reads none of them.
   *
   * @param root holds {@code curated}, {@code images} and perhaps {@code annotations}
   * @param split training or validation
   * @return the images in the order of the list
   * @throws InputException if there is no such split, a listed image is missing, or a label file
   * @throws IOException if the list cannot be read
   */
  public static Dataset open(Path root, Split split) throws IOException {
    return open(root, split, true);
  }

  /** Without labels, if they are not wanted. */
  static Dataset open(Path root, Split split, boolean wanted) throws IOException {
    if (split == Split.TEST) {
      throw new InputException("cocostuff27: has no split 'test', only 'train' and 'val'");
    }
    String year = split.folder() + "2017";
    Path list = root.resolve("curated").resolve(year).resolve(LIST);
    Path images = root.resolve("images").resolve(year);
    Path labels = root.resolve("annotations").resolve(year);
    boolean labelled = wanted && Files.isDirectory(labels);
    List<Example> examples = new ArrayList<>();
    List<Path> missing = new ArrayList<>();
    for (String name : ListFile.read(list)) {
      Path photograph = images.resolve(name + ".jpg");
      Path label = labelled ? labels.resolve(name + ".png") : null;
      examples.add(new Example(name, photograph, label));
      for (Path file : labelled ? List.of(photograph, label) : List.of(photograph)) {
        if (!Files.isRegularFile(file)) {
          missing.add(file);
        }
      }
    }
    ListFile.requireNoneMissing(list, missing);
    String description = examples.size() + " images of " + list;
    return new PairedImages(description, examples, labelled ? table() : null, PixelFiles.IMAGES);
  }

  /**
   * The 27 classes: twelve of things, then fifteen of stuff.
   *
   * @return their names and colours
   */
  public static ClassSet classes() {
    List<String> names = Arrays.stream(CLASSES).map(entry -> entry[0]).toList();
    return new ClassSet(names, Palette.distinct(names.size()));
  }

  private static LabelTable table() {
    return LabelTable.grouped(classes(), coarse());
  }

  /** The class of each of the 182 labels, from label 1 on. */
  static int[] coarse() {
    int[] coarse = new int[LABELS];
    Arrays.fill(coarse, LabelMap.IGNORED);
    for (int k = 0; k < CLASSES.length; k++) {
      for (String range : CLASSES[k][1].split(" ", -1)) {
        String[] ends = range.split("-", -1);
        int first = Integer.parseInt(ends[0]);
        int last = Integer.parseInt(ends[ends.length - 1]);
        Arrays.fill(coarse, first - 1, last, k);
      }
    }
    return coarse;
  }
}
