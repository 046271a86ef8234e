package ai.stego.vit.weights;

import java.io.IOException;

/** An attempt to download has failed for a reason that may pass. */
final class TransientException extends IOException {
  private static final long serialVersionUID = 1L;

  TransientException(String reason, Throwable cause) {
    super(reason, cause);
  }
}
