package ai.stego.train.data;

import ai.stego.image.ImageException;
import ai.stego.image.Rgb;
import ai.stego.image.Size;
import ai.stego.tensor.InputException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Five crops of each image, cut when they are asked for: the four corners and the centre, each half
 * as high and half as wide (rounded down, at least one pixel). Crop c of image i is image 5·i + c;
 * 0 is top left, 1 top right, 2 bottom left, 3 bottom right, 4 the centre.
 *
 * <p>Source: the reference's {@code crop_datasets} with torchvision's {@code five_crop}.
 */
public final class FiveCrop implements Dataset {
  /** Crops of one image. */
  public static final int CROPS = 5;

  private final Dataset whole;
  private volatile Decoded latest;

  /** The photograph that was read last: its other crops come next. */
  private record Decoded(int index, Rgb image) {}

  /**
   * Cuts the images of a dataset.
   *
   * @param whole the images, with their labels if they have any
   * @throws InputException if there would be more crops than can be counted
   */
  public FiveCrop(Dataset whole) {
    if (whole.size() > Integer.MAX_VALUE / CROPS) {
      throw new InputException("five-crop: " + whole.size() + " images are too many");
    }
    this.whole = whole;
  }

  @Override
  public String description() {
    return "five crops of each of " + whole.description();
  }

  @Override
  public int size() {
    return whole.size() * CROPS;
  }

  @Override
  public Optional<ClassSet> classes() {
    return whole.classes();
  }

  @Override
  public String key(int index) {
    return whole.key(index / CROPS) + "#crop" + index % CROPS;
  }

  @Override
  public Path file(int index) {
    return whole.file(index / CROPS);
  }

  @Override
  public Size photographSize(int index) throws ImageException {
    return whole.photographSize(index / CROPS);
  }

  @Override
  public Optional<Path> labelFile(int index) {
    return whole.labelFile(index / CROPS);
  }

  @Override
  public Rgb image(int index) throws ImageException {
    Rgb image = decoded(index / CROPS);
    Corner corner = Corner.of(index % CROPS, image.height(), image.width());
    return image.crop(corner.top, corner.left, corner.height, corner.width);
  }

  @Override
  public LabelMap labels(int index) throws ImageException {
    LabelMap labels = whole.labels(index / CROPS);
    Corner corner = Corner.of(index % CROPS, labels.height(), labels.width());
    return labels.crop(corner.top, corner.left, corner.height, corner.width);
  }

  private Rgb decoded(int index) throws ImageException {
    Decoded found = latest;
    if (found == null || found.index != index) {
      found = new Decoded(index, whole.image(index));
      latest = found;
    }
    return found.image;
  }

  /** Where a crop lies. */
  private record Corner(int top, int left, int height, int width) {
    static Corner of(int crop, int height, int width) {
      int h = Math.max(1, height / 2);
      int w = Math.max(1, width / 2);
      return switch (crop) {
        case 0 -> new Corner(0, 0, h, w);
        case 1 -> new Corner(0, width - w, h, w);
        case 2 -> new Corner(height - h, 0, h, w);
        case 3 -> new Corner(height - h, width - w, h, w);
        default -> new Corner(centre(height, h), centre(width, w), h, w);
      };
    }

    /** As torchvision rounds it: halves to the even number. */
    private static int centre(int length, int kept) {
      return (int) Math.rint((length - kept) / 2.0);
    }
  }
}
