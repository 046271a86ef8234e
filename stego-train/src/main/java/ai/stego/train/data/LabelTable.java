package ai.stego.train.data;

import ai.stego.image.IndexImage;
import java.util.Arrays;

/** From the 256 values that a label file may hold to the classes of a dataset. */
final class LabelTable {
  private static final int VALUES = 256;

  private final ClassSet classes;
  private final int[] table;

  private LabelTable(ClassSet classes, int[] table) {
    this.classes = classes;
    this.table = table;
  }

  /** Value v is class v - first; what is no class then is ignored. */
  static LabelTable shifted(ClassSet classes, int first) {
    int[] table = new int[VALUES];
    for (int value = 0; value < VALUES; value++) {
      int label = value - first;
      table[value] = label >= 0 && label < classes.count() ? label : LabelMap.IGNORED;
    }
    return new LabelTable(classes, table);
  }

  /** Value v is class coarse[v]; what lies beyond is ignored. */
  static LabelTable grouped(ClassSet classes, int[] coarse) {
    int[] table = Arrays.copyOf(coarse, VALUES);
    Arrays.fill(table, coarse.length, VALUES, LabelMap.IGNORED);
    return new LabelTable(classes, table);
  }

  ClassSet classes() {
    return classes;
  }

  LabelMap map(IndexImage stored) {
    byte[] indices = stored.indices();
    int[] labels = new int[indices.length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = table[indices[i] & 0xFF];
    }
    return new LabelMap(stored.height(), stored.width(), labels);
  }
}
