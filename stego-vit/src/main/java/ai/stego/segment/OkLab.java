package ai.stego.segment;

/**
 * The OKLab colour space, in which equal distances look about equally different.
 *
 * <p>Source: Björn Ottosson, "A perceptual color space for image processing", 2020; the sRGB
 * transfer function is IEC 61966-2-1's.
 *
 * @param lightness 0 black to 1 white
 * @param a green to red
 * @param b blue to yellow
 */
record OkLab(double lightness, double a, double b) {
  static OkLab of(int rgb) {
    double red = linear(rgb >> 16 & 0xFF);
    double green = linear(rgb >> 8 & 0xFF);
    double blue = linear(rgb & 0xFF);
    double l = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
    double m = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
    double s = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
    return new OkLab(
        0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
        1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
        0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s);
  }

  /** How colourful: the distance from the grey of the same lightness. */
  double chroma() {
    return Math.hypot(a, b);
  }

  double distanceTo(OkLab other) {
    double down = lightness - other.lightness;
    double across = a - other.a;
    double along = b - other.b;
    return Math.sqrt(down * down + across * across + along * along);
  }

  private static double linear(int level) {
    double value = level / 255.0;
    return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
  }
}
