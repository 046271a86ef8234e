package ai.stego.train.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.image.ImageException;
import ai.stego.image.Preprocess;
import ai.stego.image.Rgb;
import ai.stego.tensor.InputException;
import ai.stego.train.data.ClassSet;
import ai.stego.train.data.Dataset;
import ai.stego.train.data.LabelMap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatchCutterTest {
  /** One photograph. */
  private record One(Rgb photo) implements Dataset {
    @Override
    public String description() {
      return "one";
    }

    @Override
    public int size() {
      return 1;
    }

    @Override
    public Optional<ClassSet> classes() {
      return Optional.empty();
    }

    @Override
    public String key(int index) {
      return "one";
    }

    @Override
    public Path file(int index) {
      return Path.of("one.png");
    }

    @Override
    public Rgb image(int index) throws ImageException {
      return photo;
    }

    @Override
    public LabelMap labels(int index) {
      throw new InputException("no labels");
    }
  }

  /** Grey, with a patch of red on a grid of squares that starts at a corner of the photograph. */
  private static Rgb photo(int height, int width, int top, int left, int side) {
    byte[] bytes = new byte[height * width * 3];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        boolean red = y >= top && y < top + side && x >= left && x < left + side;
        int at = (y * width + x) * 3;
        bytes[at] = (byte) (red ? 200 : 90);
        bytes[at + 1] = (byte) (red ? 0 : 90);
        bytes[at + 2] = (byte) (red ? 0 : 90);
      }
    }
    return new Rgb(height, width, bytes);
  }

  private static Rgb cut(Rgb photo, int size, int patch, int row, int column) throws IOException {
    return new PatchCutter(new One(photo), Preprocess.reference(size), patch)
        .cut(List.of(new ClusterPatches.Patch(0, row, column, 1)))
        .get(0);
  }

  private static int red(Rgb square) {
    int count = 0;
    for (int y = 0; y < square.height(); y++) {
      for (int x = 0; x < square.width(); x++) {
        count += square.at(y, x, 0) == 200 && square.at(y, x, 1) == 0 ? 1 : 0;
      }
    }
    return count;
  }

  @Test
  void thePatchLiesInTheMiddleInsideAWhiteFrameInABlackOne() throws IOException {
    // 64 x 96 reduced to 32 x 48, the middle 32 x 32 kept: patch (2, 1) of 8 is at 32, 16+16.
    Rgb square = cut(photo(64, 96, 32, 32, 16), 32, 8, 2, 1);
    assertEquals(64, square.width(), "as large as the photograph");
    assertEquals(256, red(square), "nothing of the patch is covered");
    Rgb middle = cut(photo(640, 640, 288, 288, 32), 320, 16, 9, 9);
    assertEquals(192, middle.width());
    int edge = (192 - 32) / 2;
    assertEquals(200, middle.at(96, edge, 0));
    assertEquals(0, middle.at(96, edge, 1));
    assertEquals(255, middle.at(96, edge - 1, 1), "white, 192 / 64 pixels");
    assertEquals(255, middle.at(96, edge - 3, 1));
    assertEquals(0, middle.at(96, edge - 4, 0), "black");
    assertEquals(0, middle.at(96, edge - 6, 0));
    assertEquals(90, middle.at(96, edge - 7, 0), "the photograph");
  }

  @ParameterizedTest
  @CsvSource({"0,0", "0,3", "3,0", "3,3"})
  void atTheBorderTheSquareIsMovedInside(int row, int column) throws IOException {
    Rgb square = cut(photo(256, 256, row * 64, column * 64, 64), 64, 16, row, column);
    assertEquals(64 * 64, red(square));
  }

  @ParameterizedTest
  @CsvSource({"1,1", "1,2", "2,3", "5,9", "10,2000", "2000,10"})
  void ofEveryPatchOfAnyPhotographAtLeastOnePixelIsSeen(int height, int width) throws IOException {
    for (int row = 0; row < 4; row++) {
      for (int column = 0; column < 4; column++) {
        Rgb square = cut(photo(height, width, 0, 0, 0), 32, 8, row, column);
        assertEquals(Math.min(height, width), square.width());
        int seen = 0;
        for (int i = 0; i < square.bytes().length; i += 3) {
          seen += square.bytes()[i] == 90 ? 1 : 0;
        }
        assertTrue(seen > 0, row + ", " + column + ": nothing but frame");
      }
    }
  }

  @Test
  void aTinyPhotographIsShownWhole() throws IOException {
    Rgb square = cut(photo(5, 9, 0, 0, 1), 32, 16, 1, 1);
    assertEquals(5, square.width());
    assertEquals(5, square.height());
  }
}
