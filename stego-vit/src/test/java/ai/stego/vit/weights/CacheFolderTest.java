package ai.stego.vit.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CacheFolderTest {
  private static final Path HOME = Path.of("/somewhere");

  private static void assertFolder(String expected, String system, Map<String, String> variables) {
    assertEquals(Path.of(expected).toAbsolutePath(), CacheFolder.choose(variables, system, HOME));
  }

  @Test
  void isInTheHomeFolderOnLinux() {
    assertFolder("/somewhere/.cache/stego", "Linux", Map.of());
  }

  @Test
  void followsXdgOnLinux() {
    assertFolder("/big/cache/stego", "Linux", Map.of("XDG_CACHE_HOME", "/big/cache"));
  }

  @Test
  void ignoresARelativeXdgFolder() {
    assertFolder("/somewhere/.cache/stego", "Linux", Map.of("XDG_CACHE_HOME", "cache"));
  }

  @Test
  void isInTheLibraryOnAMac() {
    assertFolder("/somewhere/Library/Caches/stego", "Mac OS X", Map.of());
  }

  @Test
  void isInLocalApplicationDataOnWindows() {
    assertFolder("/local/stego/Cache", "Windows 11", Map.of("LOCALAPPDATA", "/local"));
    assertFolder("/somewhere/AppData/Local/stego/Cache", "Windows 11", Map.of());
  }

  @Test
  void isWhatTheVariableSaysEverywhere() {
    for (String system : new String[] {"Linux", "Mac OS X", "Windows 11"}) {
      assertFolder("/mnt/x", system, Map.of("STEGO_CACHE", "/mnt/y/../x", "LOCALAPPDATA", "/l"));
    }
  }
}
