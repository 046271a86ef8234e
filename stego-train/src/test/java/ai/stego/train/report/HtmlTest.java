package ai.stego.train.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class HtmlTest {
  private static String of(String text) {
    return new Html().element("p", text, "title", text).page();
  }

  @Test
  void namesCannotBecomeMarkup() {
    String page = of("</p><script>alert(\"1\")</script>' onload='x & y");
    String escaped =
        "&lt;/p&gt;&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&#39; onload=&#39;x &amp; y";
    assertEquals("<!DOCTYPE html>\n<p title=\"" + escaped + "\">" + escaped + "</p>\n", page);
  }

  @Test
  void marksThatTurnTheDirectionAndControlCharactersAreShownAsSuch() {
    assertTrue(of("road\u202Etxt\u0000\u001B[2J\nsky").contains(">road?txt??[2J?sky<"));
  }

  @Test
  void linesStayLines() {
    assertTrue(
        new Html().lines("a: 1\n\tb: <2>\r\nc").page().endsWith("a: 1\n    b: &lt;2&gt;\nc\n"));
  }

  @Test
  void elementsMustBeClosedInOrder() {
    Html html = new Html().open("ul").open("li");
    assertThrows(IllegalStateException.class, () -> html.close("ul"));
    assertThrows(IllegalStateException.class, () -> new Html().open("ul").page());
  }
}
