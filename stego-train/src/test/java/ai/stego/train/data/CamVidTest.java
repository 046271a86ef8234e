package ai.stego.train.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.testing.Skip;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A real dataset in STEGO's layout, where it is there. */
class CamVidTest {
  private static final int CLASSES = 11;

  @Test
  void framesAndLabelsPairAndTheVoidIsIgnored() throws IOException {
    Path root = Path.of(System.getProperty("stego.shared", ""), "camvid");
    Skip.unless(Files.isDirectory(root.resolve("imgs")), "camvid is not in -Dstego.shared");
    DatasetOptions options = DatasetOptions.ofClasses(CLASSES);
    assertEquals(367, DirectoryDataset.open(root, Split.TRAIN, options).size());
    Dataset frames = DirectoryDataset.open(root, Split.VAL, options);
    assertEquals(101, frames.size());
    int ignored = 0;
    for (int i = 0; i < frames.size(); i += 10) {
      LabelMap labels = frames.labels(i);
      assertEquals(360, labels.height());
      assertEquals(480, labels.width());
      assertTrue(IntStream.of(labels.labels()).allMatch(k -> k >= -1 && k < CLASSES));
      ignored += (int) IntStream.of(labels.labels()).filter(k -> k == LabelMap.IGNORED).count();
    }
    assertTrue(ignored > 0, "no pixel is void");
  }
}
