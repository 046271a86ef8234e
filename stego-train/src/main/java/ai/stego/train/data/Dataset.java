package ai.stego.train.data;

import ai.stego.image.ImageException;
import ai.stego.image.Rgb;
import ai.stego.image.Size;
import ai.stego.tensor.InputException;
import java.nio.file.Path;
import java.util.Optional;

/** Photographs in a fixed order, perhaps with a class for each pixel. Read when asked for. */
public interface Dataset {
  /**
   * What it is, for people.
   *
   * @return one line, such as {@code "367 images of camvid/imgs/train, 11 classes"}
   */
  String description();

  /**
   * The number of images; crops of one photograph count each.
   *
   * @return N
   */
  int size();

  /**
   * The labelled classes.
   *
   * @return empty if the images have no labels
   */
  Optional<ClassSet> classes();

  /**
   * The name of an image, unique in the dataset; crops of one photograph differ in it.
   *
   * @param index 0..N-1
   * @return such as {@code "0001TP_006690"} or {@code "0001TP_006690#crop2"}
   */
  String key(int index);

  /**
   * The photograph that an image comes from.
   *
   * @param index 0..N-1
   * @return its file
   */
  Path file(int index);

  /**
   * The size of the photograph that an image comes from, without decoding it if that can be helped.
   *
   * @param index 0..N-1
   * @return the whole photograph's size, upright
   * @throws ImageException if the file cannot be read
   */
  default Size photographSize(int index) throws ImageException {
    return PixelFiles.IMAGES.size(file(index));
  }

  /**
   * The file that the labels of an image come from.
   *
   * @param index 0..N-1
   * @return empty if it has none
   */
  default Optional<Path> labelFile(int index) {
    return Optional.empty();
  }

  /**
   * Reads an image.
   *
   * @param index 0..N-1
   * @return the photograph, or the crop of it
   * @throws ImageException if the file cannot be read
   */
  Rgb image(int index) throws ImageException;

  /**
   * Reads the labels of an image.
   *
   * @param index 0..N-1
   * @return a map of the image's size
   * @throws ImageException if the file cannot be read, or has another size than the photograph
   * @throws InputException if the dataset has no labels
   */
  LabelMap labels(int index) throws ImageException;
}
