package ai.stego.vit.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.InputException;
import ai.stego.tensor.Shape;
import ai.stego.tensor.io.Float16;
import ai.stego.tensor.io.TensorFile;
import ai.stego.tensor.io.TensorInfo;
import ai.stego.tensor.testing.Golden;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TorchFileTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "nano.zip.pth,''",
    "nano.legacy.pth,''",
    "nano.teacher.pth,teacher.module.backbone.",
  })
  void everyFlavourHoldsTheGoldenWeightsToTheBit(String name, String prefix) throws IOException {
    try (TensorFile golden = Golden.open("vit_nano.weights.safetensors");
        TorchFile torch = TorchFile.open(Golden.path(name))) {
      assertTrue(golden.names().size() == 30);
      for (String tensor : golden.names()) {
        assertEquals(golden.shape(tensor), torch.shape(prefix + tensor));
        assertArrayEquals(golden.values(tensor), torch.values(prefix + tensor), tensor);
      }
    }
  }

  @Test
  void halvesAreTheGoldenWeightsRounded() throws IOException {
    try (TensorFile golden = Golden.open("vit_nano.weights.safetensors");
        TorchFile torch = TorchFile.open(Golden.path("nano.half.pth"))) {
      for (String tensor : golden.names()) {
        float[] rounded = golden.values(tensor);
        for (int i = 0; i < rounded.length; i++) {
          rounded[i] = Float16.toFloat(Float16.fromFloat(rounded[i]));
        }
        assertArrayEquals(rounded, torch.values(tensor), tensor);
      }
      assertEquals("F16", torch.tensors().get(0).dtype());
    }
  }

  @Test
  void bfloat16ValuesAreTheGoldenWeightsRounded() throws IOException {
    try (TensorFile golden = Golden.open("vit_nano.weights.safetensors");
        TorchFile torch = TorchFile.open(Golden.path("nano.bf16.pth"))) {
      for (String tensor : golden.names()) {
        float[] rounded = golden.values(tensor);
        for (int i = 0; i < rounded.length; i++) {
          int bits = Float.floatToIntBits(rounded[i]);
          rounded[i] = Float.intBitsToFloat((bits + 0x7FFF + ((bits >> 16) & 1)) & 0xFFFF0000);
        }
        assertArrayEquals(rounded, torch.values(tensor), tensor);
      }
      assertEquals("BF16", torch.tensors().get(0).dtype());
    }
  }

  @Test
  void viewsOfSharedStoragesAreReadAsTheTensorsTheyAre() throws IOException {
    try (TensorFile golden = Golden.open("views.expected.safetensors");
        TorchFile torch = TorchFile.open(Golden.path("views.pth"))) {
      for (String name : List.of("whole", "rows", "transposed", "strided", "param")) {
        assertEquals(golden.shape(name), torch.shape(name));
        assertArrayEquals(golden.values(name), torch.values(name), name);
        double[] doubles = torch.doubles(name);
        assertEquals(golden.values(name)[1], (float) doubles[1]);
      }
      assertEquals(Shape.of(), torch.shape("scalar"));
      assertArrayEquals(golden.values("scalar"), torch.values("scalar"));
      assertArrayEquals(golden.integers("ints"), torch.integers("ints"));
      assertArrayEquals(golden.doubles("doubles"), torch.doubles("doubles"));
      assertEquals(3, torch.integers("bools").length);
      assertTrue(torch.tensors().contains(new TensorInfo("u8", "U8", Shape.of(5), 5)));
      assertThrows(InputException.class, () -> torch.integers("doubles"));
      assertEquals(
          torch.path() + ": no tensor named none",
          assertThrows(InputException.class, () -> torch.values("none")).getMessage());
    }
  }

  @Test
  void configurationAndTrainingStateStayReachable() throws IOException {
    try (TorchFile torch = TorchFile.open(Golden.path("stego_nanoextra.ckpt"))) {
      Map<?, ?> root = assertInstanceOf(Map.class, torch.tree());
      assertEquals(400L, root.get("global_step"));
      assertEquals("1.4.2", root.get("pytorch-lightning_version"));
      Map<?, ?> parameters = assertInstanceOf(Map.class, root.get("hyper_parameters"));
      assertEquals(5L, parameters.get("n_classes"));
      OpaqueRecord cfg = assertInstanceOf(OpaqueRecord.class, parameters.get("cfg"));
      assertEquals("opaque omegaconf.dictconfig.DictConfig", cfg.toString());
      Map<?, ?> content =
          assertInstanceOf(Map.class, assertInstanceOf(Map.class, cfg.state()).get("_content"));
      OpaqueRecord dataset = assertInstanceOf(OpaqueRecord.class, content.get("dataset_name"));
      assertEquals("cocostuff27", assertInstanceOf(Map.class, dataset.state()).get("_val"));
    }
  }

  @Test
  void listsAndDeepDictionariesAreJoinedWithDots() throws IOException {
    Path path =
        new PickleBytes()
            .storage("0", 1, 2, 3)
            .op('}')
            .text("a")
            .op('}')
            .integer(7)
            .op(']')
            .op('N', 'a')
            .tensor("0", 3, 1, new long[] {2}, new long[] {1})
            .op('a', 's', 's')
            .zip(folder.resolve("nested.pth"));
    try (TorchFile torch = TorchFile.open(path)) {
      assertEquals(List.of("a.7.1"), List.copyOf(torch.names()));
      assertArrayEquals(new float[] {2, 3}, torch.values("a.7.1"));
    }
  }

  @Test
  void aClosedFileRefusesToRead() throws IOException {
    TorchFile torch = TorchFile.open(Golden.path("views.pth"));
    torch.close();
    torch.close();
    assertThrows(IllegalStateException.class, () -> torch.values("whole"));
  }
}
