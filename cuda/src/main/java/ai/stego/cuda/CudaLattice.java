package ai.stego.cuda;

/**
 * A permutohedral lattice on the device: where its tables lie. Kernels in {@code
 * lattice_filter.cu}.
 *
 * @param points n
 * @param corners d + 1: of a simplex, and the axes of the blur
 * @param vertices V
 * @param chunks C: the rows of the splat matrix, cut so that none is long; V or more
 * @param chunkStart (C+1): where each chunk's touches begin
 * @param vertexStart (V+1): where each vertex's chunks begin
 * @param touchPoint (n·corners): the splat's columns, vertex by vertex
 * @param touchWeight (n·corners): the splat's values
 * @param cornerVertex (n,corners): the slice's columns
 * @param cornerWeight (n,corners): the slice's values
 * @param neighbors (corners,2,V): the vertices a step back and a step ahead along each axis, or -1
 */
record CudaLattice(
    int points,
    int corners,
    int vertices,
    int chunks,
    long chunkStart,
    long vertexStart,
    long touchPoint,
    long touchWeight,
    long cornerVertex,
    long cornerWeight,
    long neighbors) {
  private static final int THREADS = 256;

  /**
   * The size of a buffer of vertex values.
   *
   * @param quads groups of four channels
   * @return float32 values
   */
  long bufferWords(int quads) {
    return 4L * quads * chunks;
  }

  /**
   * Splats and blurs.
   *
   * @param context launches
   * @param in (n,4·quads)
   * @param quads groups of four channels
   * @param values a buffer; overwritten with the blurred vertex values (V,4·quads)
   * @param spare a buffer; overwritten
   */
  void splatAndBlur(DeviceContext context, long in, int quads, long values, long spare) {
    boolean folds = chunks > vertices;
    // Each step but the splat goes from one buffer to the other, and the last ends in values.
    boolean even = (corners + (folds ? 1 : 0)) % 2 == 0;
    long from = even ? values : spare;
    long to = even ? spare : values;
    Launch ofVertices = rows(vertices, quads);
    context.launch(
        "lattice_splat",
        rows(chunks, quads),
        chunkStart,
        touchPoint,
        touchWeight,
        in,
        from,
        quads,
        chunks);
    if (folds) {
      context.launch("lattice_fold", ofVertices, vertexStart, from, to, quads, vertices);
      long swap = from;
      from = to;
      to = swap;
    }
    for (int axis = 0; axis < corners; axis++) {
      long ofAxis = neighbors + 2L * axis * vertices * Integer.BYTES;
      context.launch("lattice_blur", ofVertices, ofAxis, from, to, quads, vertices);
      long swap = from;
      from = to;
      to = swap;
    }
  }

  /** Each block takes as many whole rows as it has threads for, and at least one. */
  private static Launch rows(int count, int quads) {
    return Launch.of((int) Launch.ceilDiv(count, Math.max(1, THREADS / quads)), THREADS);
  }
}
