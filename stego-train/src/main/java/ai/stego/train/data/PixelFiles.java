package ai.stego.train.data;

import ai.stego.image.ImageException;
import ai.stego.image.ImageReader;
import ai.stego.image.IndexImage;
import ai.stego.image.Rgb;
import ai.stego.image.Size;
import java.nio.file.Path;

/** How the files of a dataset are read. */
interface PixelFiles {
  /** Photographs of any kind and labels in PNG files. */
  PixelFiles IMAGES =
      new PixelFiles() {
        private final ImageReader reader = new ImageReader();

        @Override
        public Rgb image(Path file) throws ImageException {
          return reader.read(file);
        }

        @Override
        public Size size(Path file) throws ImageException {
          return reader.size(file);
        }

        @Override
        public IndexImage labels(Path file) throws ImageException {
          return reader.readIndices(file);
        }
      };

  /** Reads a photograph. */
  Rgb image(Path file) throws ImageException;

  /** The size of a photograph. */
  Size size(Path file) throws ImageException;

  /** Reads labels as they are stored. */
  IndexImage labels(Path file) throws ImageException;
}
