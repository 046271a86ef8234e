package ai.stego.cuda;

import ai.stego.tensor.Precision;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.testing.Close;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The teaching steps of attention compute what the last one does. */
class AttentionLadderTest {
  @ParameterizedTest
  @CsvSource({
    "attention_v1, 1, 5", "attention_v1, 70, 17", "attention_v1, 33, 64",
    "attention_v2_32, 1, 5", "attention_v2_32, 70, 17", "attention_v2_32, 130, 32",
    "attention_v2_64, 9, 64", "attention_v2_64, 70, 33"
  })
  void agreesWithDouble(String kernel, int tokens, int width) {
    PackedHeads heads = PackedHeads.random("ladder", 2, tokens, 3, width);
    double[] expected = heads.attention();
    try (KernelRoom room = new KernelRoom(Precision.FLOAT32)) {
      Tensor out = room.room(expected.length, 3);
      int blocks = 2 * 3 * (int) Launch.ceilDiv(tokens, 64);
      room.context()
          .launch(
              kernel,
              Launch.of(blocks, 64),
              room.at(room.put(heads.qkv(), 1)),
              room.at(out),
              tokens,
              3,
              width,
              (float) (1 / (Math.log(2) * Math.sqrt(width))));
      Close.assertClose(kernel, PackedHeads.floats(expected), out.toArray(), 3e-6, 1e-5);
    }
  }
}
