package ai.stego.segment.crf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.LatticeOps;
import ai.stego.tensor.Parallel;
import ai.stego.tensor.Rng;
import ai.stego.tensor.RowChains;
import ai.stego.tensor.cpu.ScalarLattice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Groups and bands only change where intermediate values live: the bits stay the same. */
class LatticePassesTest {
  private static final LatticeOps OPS = new ScalarLattice();
  private static final int CHANNELS = 3;

  private final Parallel alone = CrfExamples.alone();

  private static float[] random(int count, float deviation) {
    Rng rng = Rng.of(31);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = deviation * (float) rng.nextGaussian();
    }
    return values;
  }

  /** Splats all vertices, then blurs all of them along one axis after the other. */
  private static float[] axisByAxis(PermutohedralLattice lattice, float[] in) {
    float[] values = new float[lattice.bufferLength(CHANNELS)];
    OPS.multiply(lattice.splat(), 0, lattice.vertices(), in, values, CHANNELS);
    for (RowChains chains : lattice.chains()) {
      OPS.blur(chains, 0, chains.size(), values, CHANNELS);
    }
    return values;
  }

  @Test
  void groupsGiveTheBitsOfOneAxisAfterTheOther() {
    // Scattered points have small clusters, a picture is one large cluster along any two axes.
    List<PermutohedralLattice> lattices =
        List.of(
            PermutohedralLattice.of(random(5 * 9000, 6), 5, alone),
            PermutohedralLattice.of(random(3 * 5000, 2), 3, alone),
            PermutohedralLattice.of(CrfFeatures.position(110, 97, 1), 2, alone),
            PermutohedralLattice.of(random(197, 1), 1, alone));
    for (PermutohedralLattice lattice : lattices) {
      float[] in = random(lattice.points() * CHANNELS, 1);
      float[] values = new float[lattice.bufferLength(CHANNELS)];
      lattice.splatAndBlur(OPS, in, CHANNELS, values, alone);
      assertArrayEquals(axisByAxis(lattice, in), values);
    }
  }

  @Test
  void axesWithSmallClustersShareAPass() {
    int absent = VertexTable.ABSENT;
    int[][] pairs = {{1, absent, absent, absent}, {absent, absent, 3, absent}};
    assertEquals(1, BlurPass.of(pairs, 0, 2).size());
    int[] line = new int[10_000];
    Arrays.setAll(line, i -> i + 1 < line.length ? i + 1 : absent);
    List<BlurPass> passes = BlurPass.of(new int[][] {line, line}, 0, 2);
    assertEquals(2, passes.size());
    assertEquals(10_000, passes.get(1).chains().get(0).row().length);
  }

  @Test
  void aBandHasTheBitsOfTheWholeLattice() {
    int[][] sizesAndBands = {{1, 1, 1}, {7, 1, 3}, {1, 27, 27}, {27, 40, 160}, {70, 33, 100}};
    for (int[] one : sizesAndBands) {
      float[] features = CrfFeatures.position(one[0], one[1], 1);
      compare(PermutohedralLattice.of(features, 2, alone).normalized(3, alone), one[2]);
    }
    compare(PermutohedralLattice.of(random(5 * 785, 1), 5, alone), 197);
  }

  private void compare(PermutohedralLattice lattice, int band) {
    float[] q = random(lattice.points() * CHANNELS, 1);
    LatticeMessages whole = new LatticeMessages(lattice, OPS, CHANNELS);
    BandMessages banded = new BandMessages(new BandedLattice(lattice, band, alone), OPS, CHANNELS);
    assertArrayEquals(gather(whole, q, band), gather(banded, q, band), band + " points a band");
    assertArrayEquals(gather(whole, q, band), gather(banded, q, band), "with used scratch memory");
  }

  /** What all points get, band by band. */
  private float[] gather(Messages messages, float[] q, int band) {
    float[] out = new float[q.length];
    messages.prepare(q, alone);
    alone.ranges(
        q.length / CHANNELS,
        band,
        (from, to) -> {
          float[] values = messages.values(from, to, q);
          OPS.multiply(messages.slice(), from, to, values, out, CHANNELS);
          messages.release(values);
        });
    return out;
  }

  @Test
  void picturesOfAnyWidthHaveBandsOfManyPoints() {
    assertEquals(1024, PositionLattice.band(1));
    assertEquals(16 * 320, PositionLattice.band(320));
    assertEquals(Integer.MAX_VALUE, PositionLattice.band(1 << 28));
  }

  @Test
  void bandsOverlapOnlyAtTheirBorders() {
    PermutohedralLattice lattice =
        PermutohedralLattice.of(CrfFeatures.position(64, 50, 1), 2, alone);
    BandedLattice banded = new BandedLattice(lattice, 16 * 50, alone);
    List<Integer> vertices = new ArrayList<>();
    for (int from = 0; from < 64 * 50; from += 16 * 50) {
      vertices.add(banded.band(from, from + 16 * 50).splat().rows());
    }
    int sum = vertices.stream().mapToInt(Integer::intValue).sum();
    assertTrue(sum > lattice.vertices() && sum < 1.4 * lattice.vertices(), vertices.toString());
    assertEquals(
        vertices.stream().mapToInt(Integer::intValue).max().getAsInt(), banded.largestBand());
    assertThrows(IllegalArgumentException.class, () -> banded.band(1, 16 * 50));
    assertThrows(IllegalArgumentException.class, () -> banded.band(0, 16 * 50 + 1));
  }
}
