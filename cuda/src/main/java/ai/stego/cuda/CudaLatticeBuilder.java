package ai.stego.cuda;

import ai.stego.tensor.GaussianKernel;
import ai.stego.tensor.InputException;

/**
 * Builds a normalised lattice on the device; {@code docs/cuda-crf.md} explains the steps. Kernels
 * in {@code lattice.cu}, {@code lattice_table.cu}, {@code sort.cu} and {@code scan.cu}. The host
 * sees the range of the coordinates and the numbers of vertices and chunks, nothing else.
 */
final class CudaLatticeBuilder {
  /** For which kernels of locating are compiled. */
  static final int MOST_DIMENSIONS = 8;

  private static final int THREADS = 256;
  private static final int LARGEST_TABLE = Integer.MAX_VALUE - 8;
  private static final int ONE = Float.floatToRawIntBits(1);

  private final DeviceContext context;
  private final GaussianKernel kernel;
  private final int points;
  private final int dimensions;
  private final int corners;
  private final int touches;
  private final Scratch tables;

  /**
   * Prepares.
   *
   * @param context launches and lends what only the building needs
   * @param kernel whose points are to be filtered
   * @param tables lends the memory that the lattice keeps
   */
  CudaLatticeBuilder(DeviceContext context, GaussianKernel kernel, Scratch tables) {
    this.context = context;
    this.kernel = kernel;
    this.points = kernel.points();
    this.dimensions = kernel.dimensions();
    this.corners = dimensions + 1;
    this.tables = tables;
    if (dimensions > MOST_DIMENSIONS) {
      throw new InputException(
          "meanField: expected a kernel of at most %d dimensions on %s, got %d"
              .formatted(MOST_DIMENSIONS, context.memory().name(), dimensions));
    }
    long all = (long) points * corners;
    if (all > LARGEST_TABLE) {
      throw new InputException(
          "permutohedral lattice: %d points of %d features need more than %d table entries; use a smaller image"
              .formatted(points, dimensions, LARGEST_TABLE));
    }
    this.touches = (int) all;
  }

  /** Sorted touches: their keys as they were, the order that sorts them, and the weights. */
  private record Touches(KeyLayout layout, long keys, long order, long weights) {}

  /** Numbered touches: prefix sums with the total behind, and each vertex's first touch. */
  private record Numbers(long vertex, long chunk, long start) {}

  CudaLattice build() {
    try (Scratch temporary = context.scratch()) {
      Touches sorted = sort(locate(temporary), temporary);
      long cornerVertex = tables.words(touches);
      Numbers numbers = number(sorted, cornerVertex, temporary);
      int vertices = last(numbers.vertex());
      int chunks = last(numbers.chunk());
      CudaLattice lattice =
          new CudaLattice(
              points,
              corners,
              vertices,
              chunks,
              tables.words(chunks + 1L),
              tables.words(vertices + 1L),
              tables.words(touches),
              tables.words(touches),
              cornerVertex,
              sorted.weights(),
              tables.words(2L * corners * vertices));
      context.launch(
          "lattice_chunks",
          Launch.covering(touches + 1L, THREADS),
          numbers.vertex(),
          numbers.chunk(),
          lattice.chunkStart(),
          lattice.vertexStart(),
          touches);
      findNeighbors(lattice, sorted, numbers, temporary);
      normalize(lattice, sorted, temporary);
      return lattice;
    }
  }

  /** Keys and weights of all touches, not in order yet. */
  private Touches locate(Scratch temporary) {
    float[] values = kernel.features();
    long features = temporary.words(values.length);
    context.transfers().upload(values, 0, values.length, features);
    KeyLayout layout = new KeyLayout(bounds(features), dimensions);
    long keys = temporary.longWords((long) layout.words() * touches);
    long weights = tables.words(touches);
    context.launch(
        "lattice_keys_" + dimensions,
        Launch.covering(points, THREADS),
        features,
        temporary.upload(layout.fields()),
        layout.words(),
        keys,
        weights,
        points);
    return new Touches(layout, keys, 0, weights);
  }

  private int[] bounds(long features) {
    int[] bounds = new int[2 * dimensions + 1];
    for (int i = 0; i < bounds.length; i++) {
      bounds[i] = i % 2 == 0 ? Integer.MAX_VALUE : Integer.MIN_VALUE;
    }
    try (Scratch temporary = context.scratch()) {
      long address = temporary.upload(bounds);
      context.launch(
          "lattice_bounds_" + dimensions,
          Launch.covering(points, THREADS),
          features,
          address,
          points);
      context.transfers().download(address, bounds);
    }
    int unusable = bounds[2 * dimensions];
    if (unusable != Integer.MAX_VALUE) {
      int point = unusable / dimensions;
      int feature = dimensions - 1 - unusable % dimensions;
      throw new InputException(
          "permutohedral lattice: feature %d of point %d is not finite or too large: %s"
              .formatted(feature, point, kernel.features()[point * dimensions + feature]));
    }
    return bounds;
  }

  /** Orders by the last word of the key first: each sort keeps the order of the one before. */
  private Touches sort(Touches touched, Scratch temporary) {
    DeviceSort sort = new DeviceSort(context);
    long order = 0;
    for (int word = touched.layout().words() - 1; word >= 0; word--) {
      long keys = touched.keys() + (long) word * touches * Long.BYTES;
      if (order != 0) {
        long gathered = temporary.longWords(touches);
        launchEach("lattice_gather_keys", keys, order, gathered, touches);
        keys = gathered;
      }
      int bits = touched.layout().bits(word);
      order = sort.sort64(keys, order, touches, bits, temporary).payload();
    }
    return new Touches(touched.layout(), touched.keys(), order, touched.weights());
  }

  private Numbers number(Touches sorted, long cornerVertex, Scratch temporary) {
    DeviceScan scan = new DeviceScan(context);
    long vertex = temporary.words(touches + 1L);
    int words = sorted.layout().words();
    launchEach("lattice_heads", sorted.keys(), words, sorted.order(), vertex, touches);
    scan.exclusive(vertex, vertex, touches, end(vertex));
    long start = temporary.words(touches);
    launchEach("lattice_number", vertex, sorted.order(), cornerVertex, start, touches);
    long chunk = temporary.words(touches + 1L);
    launchEach("lattice_chunk_heads", vertex, start, chunk, touches);
    scan.exclusive(chunk, chunk, touches, end(chunk));
    return new Numbers(vertex, chunk, start);
  }

  private void findNeighbors(
      CudaLattice lattice, Touches sorted, Numbers numbers, Scratch temporary) {
    int words = sorted.layout().words();
    int vertices = lattice.vertices();
    long keys = temporary.longWords((long) words * vertices);
    context.launch(
        "lattice_vertex_keys",
        Launch.covering(vertices, THREADS),
        sorted.keys(),
        words,
        sorted.order(),
        numbers.start(),
        keys,
        touches,
        vertices);
    fill(lattice.neighbors(), -1, 2L * corners * vertices);
    int blocks = Math.toIntExact(Launch.ceilDiv(vertices, THREADS));
    context.launch(
        "lattice_neighbors",
        new Launch(blocks, corners, 1, THREADS, 0),
        keys,
        words,
        temporary.upload(sorted.layout().steps()),
        lattice.neighbors(),
        vertices);
  }

  /** Filters 1 and puts the root of what comes out into the weights of slice and splat. */
  private void normalize(CudaLattice lattice, Touches sorted, Scratch temporary) {
    writeSplat(lattice, sorted);
    long ones = temporary.words(4L * points);
    fill(ones, ONE, 4L * points);
    long values = temporary.words(lattice.bufferWords(1));
    long spare = temporary.words(lattice.bufferWords(1));
    lattice.splatAndBlur(context, ones, 1, values, spare);
    context.launch(
        "lattice_normalize",
        Launch.covering(points, THREADS),
        lattice.cornerVertex(),
        values,
        lattice.cornerWeight(),
        corners,
        points);
    writeSplat(lattice, sorted);
  }

  private void writeSplat(CudaLattice lattice, Touches sorted) {
    launchEach(
        "lattice_entries",
        sorted.order(),
        lattice.cornerWeight(),
        lattice.touchPoint(),
        lattice.touchWeight(),
        corners,
        touches);
  }

  private void fill(long address, int value, long count) {
    context.launch("fill_words", Launch.covering(count, THREADS), address, value, count);
  }

  private void launchEach(String name, Object... arguments) {
    context.launch(name, Launch.covering(touches, THREADS), arguments);
  }

  /** Where the total lies behind the prefix sums. */
  private long end(long sums) {
    return sums + (long) touches * Integer.BYTES;
  }

  private int last(long sums) {
    int[] total = new int[1];
    context.transfers().download(end(sums), total);
    return total[0];
  }
}
