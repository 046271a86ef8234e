package ai.stego.vit.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.InputException;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WeightCatalogTest {
  @Test
  void keepsTheTwoTrainingsOfTheSmallModelApart() {
    assertEquals(
        "https://dl.fbaipublicfiles.com/dino/dino_deitsmall8_300ep_pretrain/"
            + "dino_deitsmall8_300ep_pretrain.pth",
        WeightCatalog.OFFICIAL.resolve(WeightCatalog.get("dino-vits8-300ep").path()).toString());
    assertEquals(
        "https://dl.fbaipublicfiles.com/dino/dino_deitsmall8_pretrain/"
            + "dino_deitsmall8_pretrain.pth",
        WeightCatalog.OFFICIAL.resolve(WeightCatalog.get("dino-vits8").path()).toString());
  }

  @Test
  void givesEveryEntryAFileOfItsOwn() {
    Set<String> files = new HashSet<>();
    WeightCatalog.entries().forEach(entry -> files.add(entry.fileName()));
    assertEquals(5, files.size());
  }

  @Test
  void listsTheNamesWhenOneIsUnknown() {
    InputException e = assertThrows(InputException.class, () -> WeightCatalog.get("dino-vitg14"));
    assertTrue(e.getMessage().contains("dino-vits8-300ep, dino-vits8, dino-vits16"));
  }
}
