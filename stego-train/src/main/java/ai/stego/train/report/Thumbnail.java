package ai.stego.train.report;

import ai.stego.image.Preprocess;
import ai.stego.image.Rgb;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Pictures as they stand in a page: made smaller, and in few bytes. */
final class Thumbnail {
  private static final int MOST_COLORS = 256;
  private static final int MOST_GREYS = 32;

  private Thumbnail() {}

  /**
   * A picture whose shorter side is at most so long. One of few colours is a mask: it is reduced
   * without mixing them, and stored as PNG with a palette; any other is stored as JPEG.
   */
  static Html.Picture of(Rgb image, int shorterSide) throws IOException {
    Map<Integer, Integer> colors = palette(image);
    boolean mask = isMask(colors);
    Rgb small = reduced(image, shorterSide, mask);
    byte[] bytes =
        mask ? ImageBytes.png(indexed(small, colors)) : ImageBytes.jpeg(small.toBufferedImage());
    return new Html.Picture(mask ? "png" : "jpeg", bytes, small.width(), small.height());
  }

  /** Many levels of grey are a grey photograph. */
  private static boolean isMask(Map<Integer, Integer> colors) {
    boolean grey = colors.keySet().stream().allMatch(c -> (c >> 8) == (c & 0xFF) * 0x101);
    return colors.size() <= (grey ? MOST_GREYS : MOST_COLORS);
  }

  private static Rgb reduced(Rgb image, int shorterSide, boolean mask) {
    if (Math.min(image.height(), image.width()) <= shorterSide) {
      return image;
    }
    Preprocess.Filter filter = mask ? Preprocess.Filter.NEAREST : Preprocess.Filter.BILINEAR;
    return new Preprocess(shorterSide, Preprocess.Crop.NONE, filter).prepare(image, 1).content();
  }

  /**
   * The colours of a picture with an index for each; stops counting beyond what a palette holds.
   */
  private static Map<Integer, Integer> palette(Rgb image) {
    Map<Integer, Integer> colors = new LinkedHashMap<>();
    for (int i = 0; i < image.bytes().length && colors.size() <= MOST_COLORS; i += 3) {
      colors.putIfAbsent(color(image, i), colors.size());
    }
    return colors;
  }

  private static BufferedImage indexed(Rgb image, Map<Integer, Integer> colors) {
    int[] palette = colors.keySet().stream().mapToInt(Integer::intValue).toArray();
    IndexColorModel model =
        new IndexColorModel(8, palette.length, palette, 0, false, -1, DataBuffer.TYPE_BYTE);
    BufferedImage indexed =
        new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_BYTE_INDEXED, model);
    int[] row = new int[image.width()];
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < row.length; x++) {
        row[x] = colors.get(color(image, (y * row.length + x) * 3));
      }
      indexed.getRaster().setPixels(0, y, row.length, 1, row);
    }
    return indexed;
  }

  private static int color(Rgb image, int at) {
    byte[] bytes = image.bytes();
    return (bytes[at] & 0xFF) << 16 | (bytes[at + 1] & 0xFF) << 8 | (bytes[at + 2] & 0xFF);
  }
}
