package ai.stego.vit.weights;

import ai.stego.tensor.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * The folder of downloaded weights. A file's SHA-256 is kept beside it when it arrives, by download
 * or placed there by hand, and checked each time it is asked for.
 */
public final class WeightCache {
  /** The environment variable that names a mirror of {@link WeightCatalog#OFFICIAL}. */
  public static final String MIRROR_VARIABLE = "STEGO_WEIGHTS_URL";

  /** The system property that overrides it. */
  public static final String MIRROR_PROPERTY = "stego.weights.url";

  private static final System.Logger LOG = System.getLogger(WeightCache.class.getName());
  private static final int MAGIC_BYTES = 9;
  private static final int LARGEST_PORT = 65_535;

  private final Path folder;
  private final URI base;
  private final DownloadSettings settings;

  /**
   * Opens a cache; nothing is made or fetched yet.
   *
   * @param folder where the files are kept; made when the first one is fetched
   * @param base the http or https address that the catalogue's paths are below
   * @param settings how patient downloads are
   * @throws InputException if the address is not http or https, or has no possible port
   */
  public WeightCache(Path folder, URI base, DownloadSettings settings) {
    String scheme = base.getScheme();
    if (base.getHost() == null || !("http".equals(scheme) || "https".equals(scheme))) {
      throw new InputException("not an http or https address: " + base);
    }
    if (base.getPort() == 0 || base.getPort() > LARGEST_PORT) {
      throw new InputException("the port must be 1 to " + LARGEST_PORT + ": " + base);
    }
    this.folder = folder.toAbsolutePath();
    this.base = base.getPath().endsWith("/") ? base : URI.create(base + "/");
    this.settings = settings;
  }

  /**
   * The cache of this user: the folder {@code weights} in {@link CacheFolder#standard}, fetching
   * from {@link WeightCatalog#OFFICIAL} or the mirror that {@code stego.weights.url} or {@code
   * STEGO_WEIGHTS_URL} names.
   *
   * @return the cache
   * @throws InputException if the mirror is not an http or https address
   */
  public static WeightCache standard() {
    String variable = System.getenv().getOrDefault(MIRROR_VARIABLE, "");
    String mirror = System.getProperty(MIRROR_PROPERTY, variable);
    return new WeightCache(
        CacheFolder.standard().resolve("weights"),
        mirror.isBlank() ? WeightCatalog.OFFICIAL : address(mirror.strip()),
        DownloadSettings.DEFAULT);
  }

  private static URI address(String mirror) {
    try {
      return URI.create(mirror);
    } catch (IllegalArgumentException e) {
      throw new InputException(MIRROR_VARIABLE + " is not an address: " + mirror, e);
    }
  }

  /**
   * The folder.
   *
   * @return an absolute path; the folder may not exist yet
   */
  public Path folder() {
    return folder;
  }

  /**
   * Where a file is, or would be.
   *
   * @param entry the catalogue's entry
   * @return its path in the folder
   */
  public Path location(WeightCatalog.Entry entry) {
    return folder.resolve(entry.fileName());
  }

  /**
   * Where a file is fetched from.
   *
   * @param entry the catalogue's entry
   * @return its address
   */
  public URI address(WeightCatalog.Entry entry) {
    return base.resolve(entry.path());
  }

  /**
   * Whether a file is there; it is not read.
   *
   * @param entry the catalogue's entry
   * @return true if there is a file at its place
   */
  public boolean holds(WeightCatalog.Entry entry) {
    return Files.isRegularFile(location(entry));
  }

  /**
   * The SHA-256 that was kept when a file arrived.
   *
   * @param entry the catalogue's entry
   * @return 64 hexadecimal digits; empty if none has been kept yet
   * @throws IOException if the side file cannot be read
   */
  public Optional<String> recordedHash(WeightCatalog.Entry entry) throws IOException {
    return Sha256.recorded(location(entry));
  }

  /**
   * How much of an unfinished download is there.
   *
   * @param entry the catalogue's entry
   * @return bytes; 0 if none has begun
   * @throws IOException if the folder cannot be read
   */
  public long partialBytes(WeightCatalog.Entry entry) throws IOException {
    Path part = new PartialFile(location(entry)).path();
    return Files.isRegularFile(part) ? Files.size(part) : 0;
  }

  /**
   * A file that must be there already, checked against its hash. Nothing is fetched.
   *
   * @param entry the catalogue's entry
   * @return the path of the file
   * @throws InputException if it is not there; the line says what to fetch and where to put it
   * @throws IOException if it cannot be read, is no weight file, or has changed since it arrived
   */
  public Path require(WeightCatalog.Entry entry) throws IOException {
    if (!holds(entry)) {
      throw new InputException(
          entry.name()
              + " is not there: run 'stego weights pull "
              + entry.name()
              + "', or "
              + byHand(entry));
    }
    return checked(location(entry));
  }

  /**
   * Fetches a file unless it is there, going on where an earlier attempt stopped. Two calls at
   * once, from any processes of this machine, fetch it once.
   *
   * @param entry the catalogue's entry
   * @param listener hears how it goes
   * @return the path of the file, checked
   * @throws DownloadException if it cannot be fetched; the line says how to place it by hand
   * @throws IOException if it cannot be stored, or the file that is there has changed
   */
  public Path pull(WeightCatalog.Entry entry, DownloadListener listener) throws IOException {
    Path file = location(entry);
    if (holds(entry)) {
      return checked(file);
    }
    makeFolder();
    FileGuard.whileLocked(
        file,
        listener,
        () -> {
          if (!holds(entry)) {
            fetch(entry, file, listener);
          }
        });
    return checked(file);
  }

  private void makeFolder() throws IOException {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new IOException(
          folder
              + ": cannot be made a folder; "
              + CacheFolder.VARIABLE
              + " can name another place for the cache",
          e);
    }
  }

  private void fetch(WeightCatalog.Entry entry, Path file, DownloadListener listener)
      throws IOException {
    PartialFile part = new PartialFile(file);
    URI from = address(entry);
    String hash;
    try {
      hash = new WeightDownload(settings, listener).fetch(from, part);
    } catch (DownloadException e) {
      throw new DownloadException(
          entry.name() + ": " + e.getMessage() + "; if it stays so, " + byHand(entry), e);
    }
    String fault = fault(part.path());
    if (!fault.isEmpty()) {
      part.discard();
      throw new DownloadException(
          entry.name() + ": " + from + " gave something that " + fault + "; " + byHand(entry),
          null);
    }
    // The old hash goes first and the new one comes last: a reader in between finds no hash, which
    // is harmless, but never the hash of another file.
    Files.deleteIfExists(Sha256.sideFile(file));
    Files.move(
        part.path(), file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    Sha256.record(file, hash);
    part.discard();
  }

  private String byHand(WeightCatalog.Entry entry) {
    return "download " + address(entry) + " and put it at " + location(entry);
  }

  private static Path checked(Path file) throws IOException {
    Optional<String> expected = Sha256.recorded(file);
    String actual = Sha256.of(file);
    if (expected.isEmpty()) {
      String fault = fault(file);
      if (!fault.isEmpty()) {
        throw new IOException(file + ": this " + fault + "; delete it and fetch it again");
      }
      keep(file, actual);
    } else if (!expected.get().equals(actual)) {
      throw new IOException(
          file
              + ": has changed since it arrived (SHA-256 was "
              + expected.get()
              + ", is "
              + actual
              + "); delete it and fetch it again");
    }
    return file;
  }

  /** A cache that cannot be written, such as one shared by an administrator, is still of use. */
  private static void keep(Path file, String hash) {
    try {
      Sha256.record(file, hash);
    } catch (IOException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "{0}: its SHA-256 cannot be kept, so a later change will not be noticed ({1})",
          file,
          e.getMessage());
    }
  }

  /** What is wrong with the first bytes of a file, such as a proxy's web page; empty if nothing. */
  private static String fault(Path file) throws IOException {
    byte[] head;
    try (InputStream in = Files.newInputStream(file)) {
      head = in.readNBytes(MAGIC_BYTES);
    }
    if (head.length < MAGIC_BYTES) {
      return "is only " + head.length + " bytes long";
    }
    boolean zip = head[0] == 'P' && head[1] == 'K';
    boolean pickle = (head[0] & 0xff) == 0x80;
    boolean safetensors = head[MAGIC_BYTES - 1] == '{';
    if (zip || pickle || safetensors) {
      return "";
    }
    String start = new String(head, StandardCharsets.US_ASCII).replaceAll("[^ -~]", ".");
    return "is no weight file (it begins with '" + start + "')";
  }
}
