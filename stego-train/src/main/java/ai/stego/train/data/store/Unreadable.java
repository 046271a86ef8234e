package ai.stego.train.data.store;

import ai.stego.image.ImageException;

/** Carries a checked exception out of work on several threads, which declares none. */
final class Unreadable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ImageException image;

  Unreadable(ImageException image) {
    super(image);
    this.image = image;
  }

  ImageException image() {
    return image;
  }
}
