package ai.stego.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows is what there is. */
class ReadmeTest {
  private static final Path README = Path.of("..", "README.md");

  @Test
  void theJavaExampleCompiles(@TempDir Path folder) throws IOException {
    String code = firstBlock("java");
    int body = code.indexOf("\n\n");
    String source =
        code.substring(0, body)
            + "\nclass Example { static void run() throws java.io.IOException {"
            + code.substring(body)
            + "}}";
    Path file = Files.writeString(folder.resolve("Example.java"), source);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter problems = new StringWriter();
    List<String> options =
        List.of("-d", folder.toString(), "-cp", System.getProperty("java.class.path"));
    boolean compiled =
        compiler
            .getTask(
                problems,
                null,
                null,
                options,
                null,
                compiler.getStandardFileManager(null, null, null).getJavaFileObjects(file.toFile()))
            .call();
    assertTrue(compiled, problems.toString());
  }

  @Test
  void everyPageThatTheReadmeNamesIsThere() throws IOException {
    Matcher links = Pattern.compile("\\]\\(([^):]+)\\)").matcher(Files.readString(README));
    int found = 0;
    while (links.find()) {
      assertTrue(Files.exists(README.resolveSibling(links.group(1))), links.group(1));
      found++;
    }
    assertTrue(found >= 10, "links: " + found);
  }

  @Test
  void theJavaExampleIsTenLines() throws IOException {
    long lines = firstBlock("java").lines().filter(line -> !line.isBlank()).count();
    assertEquals(10, lines);
  }

  private static String firstBlock(String language) throws IOException {
    Matcher block =
        Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(README));
    assertTrue(block.find(), "no " + language + " block");
    return block.group(1);
  }
}
