package ai.stego.image;

import java.util.Locale;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;

/**
 * Hears the warnings that mean lost pixels. The JPEG decoder fills what a truncated file lacks with
 * grey and only warns of it; a mask of that grey would be silently wrong.
 */
final class DamageListener implements IIOReadWarningListener {
  private String message;

  @Override
  public void warningOccurred(ImageReader source, String warning) {
    String lower = warning.toLowerCase(Locale.ROOT);
    boolean lostPixels = lower.contains("premature end") || lower.contains("truncated");
    if (lostPixels && message == null) {
      message = warning;
    }
  }

  /** The first such warning, or null. */
  String message() {
    return message;
  }
}
