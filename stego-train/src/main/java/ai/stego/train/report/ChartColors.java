package ai.stego.train.report;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What charts are drawn with. The lines' colours are those of Okabe and Ito, which most
 * colour-blind people tell apart, darkened until they stand off a white page.
 */
final class ChartColors {
  static final Color INK = new Color(0x1B1F24);
  static final Color SOFT = new Color(0x56606B);
  static final Color GRID = new Color(0xD9DDE1);

  private static final List<Color> LINES =
      List.of(
          new Color(0x0067A5),
          new Color(0xC74E00),
          new Color(0x007A5A),
          new Color(0xA84A80),
          new Color(0x806000),
          new Color(0x444A52));

  private static final int FAINT = 70;
  private static final int OPACITIES = 16;

  private ChartColors() {}

  /** One of six, over and over. */
  static Color line(int number) {
    return LINES.get(number % LINES.size());
  }

  static Color faint(Color color) {
    return new Color(color.getRed(), color.getGreen(), color.getBlue(), FAINT);
  }

  /**
   * The drawing with a palette instead of a colour of its own for each pixel, which makes its file
   * a quarter as long: the nearest of the colours above in sixteen degrees of opacity.
   */
  static BufferedImage indexed(BufferedImage drawing) {
    int[] colors = paletteColors();
    IndexColorModel model =
        new IndexColorModel(8, colors.length, colors, 0, true, 0, DataBuffer.TYPE_BYTE);
    int width = drawing.getWidth();
    int height = drawing.getHeight();
    BufferedImage indexed =
        new BufferedImage(width, height, BufferedImage.TYPE_BYTE_INDEXED, model);
    Map<Integer, Integer> known = new HashMap<>();
    int[] row = new int[width];
    for (int y = 0; y < height; y++) {
      drawing.getRGB(0, y, width, 1, row, 0, width);
      for (int x = 0; x < width; x++) {
        row[x] = known.computeIfAbsent(row[x], argb -> nearest(argb, colors));
      }
      indexed.getRaster().setPixels(0, y, width, 1, row);
    }
    return indexed;
  }

  /** Full transparency, then each colour from its faintest to its strongest. */
  private static int[] paletteColors() {
    List<Color> base = new ArrayList<>(LINES);
    base.addAll(List.of(INK, SOFT, GRID));
    int[] colors = new int[1 + base.size() * OPACITIES];
    int to = 1;
    for (Color color : base) {
      for (int opacity = 1; opacity <= OPACITIES; opacity++) {
        colors[to++] = ((opacity * 255 / OPACITIES) << 24) | (color.getRGB() & 0xFFFFFF);
      }
    }
    return colors;
  }

  private static int nearest(int argb, int[] colors) {
    int opacity = Math.round((argb >>> 24) * OPACITIES / 255f);
    if (opacity == 0) {
      return 0;
    }
    int best = opacity;
    for (int i = opacity; i < colors.length; i += OPACITIES) {
      best = distance(argb, colors[i]) < distance(argb, colors[best]) ? i : best;
    }
    return best;
  }

  private static int distance(int a, int b) {
    int red = (a >> 16 & 0xFF) - (b >> 16 & 0xFF);
    int green = (a >> 8 & 0xFF) - (b >> 8 & 0xFF);
    int blue = (a & 0xFF) - (b & 0xFF);
    return red * red + green * green + blue * blue;
  }
}
