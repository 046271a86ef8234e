package ai.stego.nn;

import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.tensor.Backend;
import ai.stego.tensor.Rng;
import ai.stego.tensor.Scope;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.testing.Close;
import ai.stego.tensor.testing.TestBackends;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The code in docs/tape.md does what the page says. */
class TapePageTest {
  private static final String BACKENDS = "ai.stego.tensor.testing.TestBackends#names";
  private static final Path PAGE = Path.of("..", "docs", "tape.md");

  @TempDir private Path folder;

  @ParameterizedTest
  @MethodSource(BACKENDS)
  void theOperationOfThePageHasItsGradient(String name) throws IOException {
    try (URLClassLoader loader = compiled();
        Backend backend = TestBackends.open(name)) {
      GradientCheck.check(
          backend,
          in -> (Var) call(loader, "tanh", in[0]),
          in -> Arrays.stream(in[0]).map(Math::tanh).toArray(),
          new int[] {3, 9});
    }
  }

  @ParameterizedTest
  @MethodSource(BACKENDS)
  void theLossOfThePageHasItsGradient(String name) throws IOException {
    try (URLClassLoader loader = compiled();
        Backend backend = TestBackends.open(name)) {
      GradientCheck.check(
          backend,
          in -> (Var) call(loader, "meanSquaredError", in[0], in[1]),
          in -> {
            double sum = 0;
            for (int i = 0; i < 27; i++) {
              sum += (in[0][i] - in[1][i]) * (in[0][i] - in[1][i]);
            }
            return new double[] {sum / 27};
          },
          new int[] {3, 9},
          new int[] {3, 9});
    }
  }

  @Test
  void theTrainingOfThePageFindsTheLayerThatMadeTheExamples() throws IOException {
    try (URLClassLoader loader = compiled();
        Backend backend = TestBackends.open("scalar");
        Scope scope = backend.scope()) {
      LinearParameters layer = LinearParameters.create("layer", 1, 1, Rng.of(1), scope);
      Tensor x = scope.tensor(5, 1).write(-1, -0.5f, 0, 0.5f, 1);
      Tensor y = scope.tensor(5, 1);
      float[] at = x.toArray();
      for (int i = 0; i < at.length; i++) {
        at[i] = (float) Math.tanh(1.5 * at[i] - 0.25);
      }
      y.write(at);
      float loss = (Float) call(loader, "fit", backend, layer, x, y, 500);
      assertTrue(loss < 1e-6, "loss " + loss);
      Close.assertClose("w", new float[] {1.5f}, layer.weight().value().toArray(), 1e-2, 0);
      Close.assertClose("b", new float[] {-0.25f}, layer.bias().value().toArray(), 1e-2, 0);
    }
  }

  private URLClassLoader compiled() throws IOException {
    Matcher block =
        Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(PAGE));
    assertTrue(block.find(), "no java block");
    Path file = Files.writeString(folder.resolve("OwnFunctions.java"), block.group(1));
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-Xlint:all",
                "-Werror",
                "-d",
                folder.toString(),
                "-cp",
                System.getProperty("java.class.path"),
                file.toString());
    assertTrue(status == 0, "javac ended with " + status);
    return new URLClassLoader(new URL[] {folder.toUri().toURL()});
  }

  private static Object call(ClassLoader loader, String name, Object... arguments) {
    try {
      for (Method method : loader.loadClass("OwnFunctions").getDeclaredMethods()) {
        if (method.getName().equals(name)) {
          method.setAccessible(true);
          return method.invoke(null, arguments);
        }
      }
      throw new AssertionError("the page has no " + name);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("the code of the page", e);
    }
  }
}
