package ai.stego.cli;

import ai.stego.tensor.InputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/** From the paths of a command line to the photographs they mean. */
final class Inputs {
  private static final System.Logger LOG = System.getLogger(Inputs.class.getName());
  private static final Set<String> EXTENSIONS =
      Set.of("jpg", "jpeg", "png", "bmp", "tif", "tiff", "webp", "gif");
  private static final String GLOB_CHARACTERS = "*?[{";
  private static final int DEEPEST = 64;

  private Inputs() {}

  /**
   * Expands files, folders (their images, sorted, not those of folders inside) and globs (sorted;
   * {@code **} goes into folders inside). Masks and overlays of an earlier run are taken only if
   * they are named themselves. A file that does not exist stays in the list, to be reported when
   * its turn comes. What is named twice is taken once.
   *
   * @throws InputException if a folder holds no images or a glob fits none
   * @throws IOException if a folder cannot be read
   */
  static List<Path> expand(List<String> arguments) throws IOException {
    Set<Path> files = new LinkedHashSet<>();
    for (String argument : arguments) {
      Path path = existing(argument);
      if (path != null && Files.isDirectory(path)) {
        files.addAll(folder(path));
      } else if (path == null && isGlob(argument)) {
        files.addAll(glob(argument));
      } else {
        files.add(path == null ? Path.of(argument) : path);
      }
    }
    return new ArrayList<>(files);
  }

  /** A file that is called so has the first claim, even if its name looks like a glob. */
  private static Path existing(String argument) {
    try {
      Path path = Path.of(argument);
      return Files.exists(path) ? path : null;
    } catch (InvalidPathException e) {
      return null; // Windows takes no * in a path
    }
  }

  private static boolean isGlob(String argument) {
    return argument.chars().anyMatch(c -> GLOB_CHARACTERS.indexOf(c) >= 0);
  }

  private static boolean isImage(Path path) {
    String name = path.getFileName().toString();
    String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return EXTENSIONS.contains(extension) && !isResult(name) && Files.isRegularFile(path);
  }

  /** What {@code stego segment} wrote into the same folder is no photograph. */
  private static boolean isResult(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".labels.png") || lower.endsWith(OutputNames.OVERLAY);
  }

  private static List<Path> folder(Path folder) throws IOException {
    List<Path> images;
    try (Stream<Path> children = Files.list(folder)) {
      images = children.filter(Inputs::isImage).sorted().toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    if (images.isEmpty()) {
      throw new InputException(folder + ": no images in this folder");
    }
    return images;
  }

  private static List<Path> glob(String pattern) throws IOException {
    String text = pattern.replace('\\', '/');
    int first = 0;
    while (GLOB_CHARACTERS.indexOf(text.charAt(first)) < 0) {
      first++;
    }
    int slash = text.lastIndexOf('/', first);
    Path base = Path.of(slash < 0 ? "" : slash == 0 ? "/" : text.substring(0, slash));
    String rest = text.substring(slash + 1);
    int depth =
        rest.contains("**") ? DEEPEST : (int) rest.chars().filter(c -> c == '/').count() + 1;
    List<Path> images = new ArrayList<>();
    try {
      PathMatcher matcher =
          FileSystems.getDefault().getPathMatcher("glob:" + withZeroFolders(rest));
      Files.walkFileTree(
          base,
          Set.of(FileVisitOption.FOLLOW_LINKS),
          depth,
          new ImagesBelow(base, file -> matcher.matches(base.relativize(file)), images));
    } catch (PatternSyntaxException e) {
      throw new InputException(pattern + ": not a sound pattern: " + e.getDescription(), e);
    }
    if (images.isEmpty()) {
      throw new InputException(pattern + ": fits no image");
    }
    images.sort(null);
    return images;
  }

  /** Lets each part {@code **}{@code /} of a pattern stand for no folder too. */
  private static String withZeroFolders(String pattern) {
    StringBuilder widened = new StringBuilder();
    boolean inGroup = false; // where no other group may be
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      inGroup = c == '{' || (inGroup && c != '}');
      boolean begins = i == 0 || pattern.charAt(i - 1) == '/';
      if (begins && !inGroup && pattern.startsWith("**/", i)) {
        widened.append("{**/,}");
        i += 2;
      } else {
        widened.append(c);
      }
    }
    return widened.toString();
  }

  /** Collects images; what cannot be looked into is passed by. */
  private static final class ImagesBelow extends SimpleFileVisitor<Path> {
    private final Path base;
    private final Predicate<Path> wanted;
    private final List<Path> images;

    ImagesBelow(Path base, Predicate<Path> wanted, List<Path> images) {
      this.base = base;
      this.wanted = wanted;
      this.images = images;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (wanted.test(file) && isImage(file)) {
        images.add(file);
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
      if (file.equals(base)) {
        throw e;
      }
      return passBy(file, e);
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, IOException e) {
      return e == null ? FileVisitResult.CONTINUE : passBy(folder, e);
    }

    /** A link to a folder above leads to nothing new; anything else is worth a word. */
    private static FileVisitResult passBy(Path file, IOException e) {
      if (!(e instanceof FileSystemLoopException)) {
        LOG.log(System.Logger.Level.WARNING, "left out: {0}", SegmentRun.line(file, e));
      }
      return FileVisitResult.CONTINUE;
    }
  }
}
