package ai.stego.train.data.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.stego.image.ImageException;
import ai.stego.image.Preprocess;
import ai.stego.tensor.Backend;
import ai.stego.tensor.BackendOptions;
import ai.stego.tensor.Backends;
import ai.stego.tensor.InputException;
import ai.stego.tensor.Scope;
import ai.stego.tensor.ShapeException;
import ai.stego.tensor.Tensor;
import ai.stego.tensor.io.Float16;
import ai.stego.tensor.testing.TestBackends;
import ai.stego.train.Progress;
import ai.stego.train.data.Dataset;
import ai.stego.train.data.DatasetOptions;
import ai.stego.train.data.DirectoryDataset;
import ai.stego.train.data.FeatureSource;
import ai.stego.train.data.FiveCrop;
import ai.stego.train.data.Split;
import ai.stego.train.data.TestPictures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Features on disk are the features of the backbone, and damage does not pass. */
class FeatureStoreTest {
  private static final int IMAGES = 21;
  private static final int SIZE = 56;
  private static final int PATCHES = SIZE / TinyBackbone.PATCH;
  private static final int VALUES = PATCHES * PATCHES * TinyBackbone.WIDTH;

  @TempDir private Path folder;
  private Path photographs;
  private Path stores;

  @BeforeEach
  void makePhotographs() throws IOException {
    photographs = folder.resolve("photographs");
    stores = folder.resolve("stores");
    for (int i = 0; i < IMAGES; i++) {
      TestPictures.photograph(photographs.resolve("p" + i + ".png"), 40 + i, 90 - i);
    }
  }

  static List<String> backends() {
    return TestBackends.names();
  }

  @ParameterizedTest
  @MethodSource("backends")
  void theStoreHoldsWhatIsComputedOnTheFlyWhateverTheBatch(String name) throws IOException {
    for (FeatureType type : FeatureType.values()) {
      try (Backend backend = TestBackends.open(name);
          Scope owner = backend.scope();
          FeatureStore store = open(backend, owner, type);
          OnTheFlyFeatures direct =
              OnTheFlyFeatures.open(extractor(backend, owner), type, Progress.NONE)) {
        assertEquals(IMAGES, store.images());
        assertEquals(direct.key(), store.key());
        int[] all = IntStream.range(0, IMAGES).toArray();
        float[] stored = read(backend, store, all);
        assertArrayEquals(stored, read(backend, direct, all), type + ", all at once");
        for (int i = 0; i < IMAGES; i++) {
          float[] alone = read(backend, direct, i);
          assertArrayEquals(alone, read(backend, store, i), type + ", alone");
          float[] together = Arrays.copyOfRange(stored, i * VALUES, (i + 1) * VALUES);
          assertArrayEquals(alone, together, type + ", image " + i);
        }
      }
    }
  }

  @Test
  void anImageMayBeAskedForTwice() throws IOException {
    try (Backend backend = TestBackends.open(TestBackends.names().get(0));
        Scope owner = backend.scope();
        FeatureStore store = open(backend, owner, FeatureType.FLOAT16);
        OnTheFlyFeatures direct =
            OnTheFlyFeatures.open(extractor(backend, owner), FeatureType.FLOAT16, Progress.NONE)) {
      int[] images = {3, 20, 3, 0};
      assertArrayEquals(read(backend, store, images), read(backend, direct, images));
    }
  }

  @Test
  void float16IsFloat32Rounded() throws IOException {
    try (Backend backend = TestBackends.open(TestBackends.names().get(0));
        Scope owner = backend.scope();
        FeatureStore half = open(backend, owner, FeatureType.FLOAT16);
        FeatureStore whole = open(backend, owner, FeatureType.FLOAT32)) {
      float[] expected = read(backend, whole, 5);
      float[] rounded = read(backend, half, 5);
      int changed = 0;
      for (int i = 0; i < expected.length; i++) {
        assertEquals(Float16.toFloat(Float16.fromFloat(expected[i])), rounded[i]);
        changed += expected[i] == rounded[i] ? 0 : 1;
      }
      assertTrue(changed > expected.length / 2, "only " + changed + " were rounded");
      assertEquals(2L * VALUES * IMAGES, Files.size(half.folder().resolve(RecordStore.FILE)));
      assertEquals(4L * VALUES * IMAGES, Files.size(whole.folder().resolve(RecordStore.FILE)));
    }
  }

  @Test
  void theBytesDoNotDependOnTheNumberOfThreads() throws IOException {
    List<byte[]> bytes = new ArrayList<>();
    for (int threads : new int[] {1, 3}) {
      stores = folder.resolve("stores" + threads);
      BackendOptions options = BackendOptions.DEFAULT.withThreads(threads);
      try (Backend backend = Backends.open(TestBackends.names().get(0), options);
          Scope owner = backend.scope();
          FeatureStore store = open(backend, owner, FeatureType.FLOAT32)) {
        bytes.add(Files.readAllBytes(store.folder().resolve(RecordStore.FILE)));
      }
    }
    assertArrayEquals(bytes.get(0), bytes.get(1));
  }

  @Test
  void aSecondOpeningComputesNothing() throws IOException {
    try (Backend backend = TestBackends.open(TestBackends.names().get(0));
        Scope owner = backend.scope()) {
      open(backend, owner, FeatureType.FLOAT16).close();
      List<String> stages = new ArrayList<>();
      FeatureStore.open(
              stores,
              extractor(backend, owner),
              FeatureType.FLOAT16,
              (stage, done, total) -> stages.add(stage))
          .close();
      assertEquals(
          List.of("reading files", "checking features-tiny-56-float16"),
          stages.stream().distinct().toList());
    }
  }

  @Test
  void sizeAndTimeAreSaidBeforehand() throws IOException {
    List<String> lines = new ArrayList<>();
    List<Long> done = new ArrayList<>();
    Progress progress =
        new Progress() {
          @Override
          public void at(String stage, long now, long total) {
            if (stage.startsWith("features")) {
              done.add(now);
            }
          }

          @Override
          public void says(String line) {
            lines.add(line);
          }
        };
    try (Backend backend = TestBackends.open(TestBackends.names().get(0));
        Scope owner = backend.scope()) {
      FeatureExtractor extractor = extractor(backend, owner);
      FeatureStore.open(stores, extractor, FeatureType.FLOAT16, progress).close();
      long bytes = FeatureStore.bytes(extractor, FeatureType.FLOAT16);
      assertEquals(2L * VALUES * IMAGES, bytes);
    }
    assertEquals(List.of(16L, 21L), done);
    assertTrue(lines.get(0).startsWith("features-tiny-56-float16: 0.1 MB in "), lines.get(0));
    assertTrue(lines.get(1).matches("features-tiny-56-float16: about \\d+ seconds to go"));
  }

  @Test
  void aFlippedBitIsFound() throws IOException {
    Path data = makeStore().resolve(RecordStore.FILE);
    byte[] bytes = Files.readAllBytes(data);
    int recordBytes = 2 * VALUES;
    for (int at : new int[] {0, 17 * recordBytes + 77, bytes.length - 1}) {
      bytes[at] ^= 16;
      Files.write(data, bytes);
      bytes[at] ^= 16;
      IOException refused = assertThrows(IOException.class, this::makeStore);
      String key = "in what belongs to " + keyOf(at / recordBytes) + ";";
      assertTrue(refused.getMessage().startsWith(data + ": is damaged at"), refused.getMessage());
      assertTrue(refused.getMessage().contains(key), refused.getMessage());
    }
  }

  @Test
  void aTruncatedOrMissingFileIsFound() throws IOException {
    Path data = makeStore().resolve(RecordStore.FILE);
    byte[] bytes = Files.readAllBytes(data);
    for (int length : new int[] {bytes.length - 1, bytes.length / 2, 0}) {
      Files.write(data, Arrays.copyOf(bytes, length));
      IOException refused = assertThrows(IOException.class, this::makeStore);
      String expected = data + ": has " + length + " bytes instead of " + bytes.length;
      assertTrue(refused.getMessage().startsWith(expected), refused.getMessage());
    }
    Files.delete(data);
    assertThrows(IOException.class, this::makeStore);
  }

  @Test
  void aDamagedManifestIsFound() throws IOException {
    Path manifest = makeStore().resolve(Manifest.FILE);
    String sound = Files.readString(manifest);
    String[] damaged = {
      "",
      "{",
      "[]",
      sound.substring(0, sound.length() / 2),
      sound.substring(0, sound.length() - 3),
      sound.replaceFirst("\"key\" : \".", "\"key\" : \"g"),
      sound.replaceFirst("\"checksums\" : \\[ -?\\d+,", "\"checksums\" : ["),
      sound.replaceFirst("\"checksums\" : \\[", "\"checksums\" : [ 0,"),
      sound.replaceFirst("\"checksums\" : \\[", "\"checksums\" : [ 9999999999,"),
      sound.replaceFirst("\"checksums\"", "\"other\""),
      sound.replaceFirst("\"stego-store\" : 1", "\"stego-store\" : 2"),
    };
    for (String text : damaged) {
      assertNotEquals(sound, text);
      Files.writeString(manifest, text);
      IOException refused = assertThrows(IOException.class, this::makeStore, text);
      assertTrue(refused.getMessage().startsWith(manifest + ": "), refused.getMessage());
      assertEquals(1, refused.getMessage().lines().count(), refused.getMessage());
    }
  }

  @Test
  void anotherPhotographBackboneSizeOrFilterMakesAnotherStore() throws IOException {
    List<Path> folders = new ArrayList<>();
    folders.add(makeStore());
    TestPictures.photograph(photographs.resolve("q.png"), 50, 50);
    Files.move(
        photographs.resolve("q.png"),
        photographs.resolve("p7.png"),
        StandardCopyOption.REPLACE_EXISTING);
    folders.add(makeStore());
    Files.delete(photographs.resolve("p8.png"));
    folders.add(makeStore());
    try (Backend backend = TestBackends.open(TestBackends.names().get(0));
        Scope owner = backend.scope()) {
      FrozenBackbone same = TinyBackbone.load(backend, "tiny", owner);
      FrozenBackbone other = TinyBackbone.load(backend, "another", owner);
      Preprocess bilinear =
          new Preprocess(SIZE, Preprocess.Crop.CENTER, Preprocess.Filter.BILINEAR);
      folders.add(made(new FeatureExtractor(dataset(), other, Preprocess.reference(SIZE))));
      folders.add(made(new FeatureExtractor(dataset(), same, Preprocess.reference(64))));
      folders.add(made(new FeatureExtractor(dataset(), same, bilinear)));
      folders.add(
          made(new FeatureExtractor(new FiveCrop(dataset()), same, Preprocess.reference(SIZE))));
    }
    assertEquals(7, folders.stream().distinct().count(), folders.toString());
  }

  @Test
  void aCopyOfTheSamePhotographsUsesTheSameStore() throws IOException {
    Path first = makeStore();
    Path copy = folder.resolve("copy");
    Files.move(photographs, copy);
    photographs = copy;
    assertEquals(first, makeStore());
  }

  @Test
  void aPhotographThatCannotBeReadIsNamed() throws IOException {
    Path bad = photographs.resolve("p20.png");
    Files.writeString(bad, "no picture");
    IOException refused = assertThrows(ImageException.class, this::makeStore);
    assertTrue(refused.getMessage().startsWith(bad + ": "), refused.getMessage());
    try (Backend backend = TestBackends.open(TestBackends.names().get(0));
        Scope owner = backend.scope();
        OnTheFlyFeatures direct =
            OnTheFlyFeatures.open(extractor(backend, owner), FeatureType.FLOAT16, Progress.NONE)) {
      int index = indexOf("p20");
      InputException named = assertThrows(InputException.class, () -> read(backend, direct, index));
      assertTrue(named.getMessage().startsWith(bad + ": "), named.getMessage());
    }
  }

  @Test
  void whatDoesNotFitIsRefused() throws IOException {
    try (Backend backend = TestBackends.open(TestBackends.names().get(0));
        Scope owner = backend.scope();
        FeatureStore store = open(backend, owner, FeatureType.FLOAT16)) {
      Tensor out = owner.tensor(1, PATCHES, PATCHES, TinyBackbone.WIDTH);
      assertThrows(ShapeException.class, () -> store.read(new int[] {0, 1}, out));
      assertThrows(InputException.class, () -> store.read(new int[] {IMAGES}, out));
      assertThrows(InputException.class, () -> store.read(new int[] {-1}, out));
      FrozenBackbone backbone = TinyBackbone.load(backend, "tiny", owner);
      assertThrows(
          InputException.class,
          () -> new FeatureExtractor(dataset(), backbone, Preprocess.reference(57)));
      assertThrows(
          InputException.class,
          () -> new FeatureExtractor(dataset(), backbone, Preprocess.wholeImage(SIZE)));
    }
  }

  private String keyOf(int index) throws IOException {
    return dataset().key(index);
  }

  private int indexOf(String key) throws IOException {
    Dataset dataset = dataset();
    return IntStream.range(0, dataset.size())
        .filter(i -> dataset.key(i).equals(key))
        .findFirst()
        .orElseThrow();
  }

  private Path makeStore() throws IOException {
    try (Backend backend = TestBackends.open(TestBackends.names().get(0));
        Scope owner = backend.scope()) {
      return made(extractor(backend, owner));
    }
  }

  private Path made(FeatureExtractor extractor) throws IOException {
    try (FeatureStore store =
        FeatureStore.open(stores, extractor, FeatureType.FLOAT16, Progress.NONE)) {
      return store.folder();
    }
  }

  private FeatureStore open(Backend backend, Scope owner, FeatureType type) throws IOException {
    return FeatureStore.open(stores, extractor(backend, owner), type, Progress.NONE);
  }

  private FeatureExtractor extractor(Backend backend, Scope owner) throws IOException {
    FrozenBackbone backbone = TinyBackbone.load(backend, "tiny", owner);
    return new FeatureExtractor(dataset(), backbone, Preprocess.reference(SIZE));
  }

  private Dataset dataset() throws IOException {
    return DirectoryDataset.open(photographs, Split.TRAIN, DatasetOptions.NONE);
  }

  private static float[] read(Backend backend, FeatureSource source, int... images) {
    try (Scope scope = backend.scope()) {
      Tensor out = scope.tensor(images.length, source.rows(), source.columns(), source.width());
      source.read(images, out);
      return out.toArray();
    }
  }
}
