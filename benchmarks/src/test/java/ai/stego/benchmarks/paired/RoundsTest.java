package ai.stego.benchmarks.paired;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RoundsTest {
  @Test
  void weAndThePeerTakeTurns() {
    List<String> seen = new ArrayList<>();
    Times times =
        new Rounds(new Patience(false, 3, 60), Optional.empty())
            .measure(() -> seen.add("ours"), Optional.of(() -> seen.add("theirs")));
    assertEquals(List.of("ours", "theirs", "ours", "theirs", "ours", "theirs"), seen);
    assertEquals(3, times.ours().length);
    assertEquals(3, times.peer().length);
    assertEquals(0, times.peak().length);
  }

  @Test
  void warmingUpIsNotMeasured() {
    List<String> seen = new ArrayList<>();
    Times times =
        new Rounds(new Patience(true, 2, 60), Optional.empty())
            .measure(() -> seen.add("ours"), Optional.empty());
    assertEquals(2, times.ours().length);
    assertTrue(seen.size() >= 12, "at least ten runs before: " + seen.size());
  }

  @Test
  void slowWorkGetsThreeRoundsEvenIfTheTimeIsUp() {
    Patience patience = new Patience(true, 15, 10);
    assertFalse(patience.enough(2, 100));
    assertTrue(patience.enough(3, 100));
    assertFalse(patience.enough(14, 9));
    assertTrue(patience.enough(15, 9));
    assertTrue(Patience.NONE.enough(1, 0));
  }
}
