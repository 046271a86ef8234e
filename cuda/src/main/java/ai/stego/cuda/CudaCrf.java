package ai.stego.cuda;

import ai.stego.tensor.GaussianKernel;
import ai.stego.tensor.MeanFieldOps;
import ai.stego.tensor.extent.MeanFieldExtents;
import java.util.ArrayList;
import java.util.List;

/**
 * The dense CRF: features and evidence go up once, Q comes down once. Kernels in {@code
 * mean_field.cu} and {@code lattice_filter.cu}.
 */
final class CudaCrf implements MeanFieldOps {
  private static final int THREADS = 256;
  private static final int WARP = 32;

  /** The ints of a {@code Message} of the kernels. */
  private static final int MESSAGE_INTS = 8;

  private final DeviceContext context;

  CudaCrf(DeviceContext context) {
    this.context = context;
  }

  @Override
  public void meanField(
      List<GaussianKernel> kernels, float[] evidence, int classes, int iterations, float[] q) {
    MeanFieldExtents e = MeanFieldExtents.of(kernels, evidence, classes, iterations, q);
    try (Scratch scratch = context.scratch()) {
      Fields fields = new Fields(e, scratch);
      fields.upload(evidence);
      List<CudaLattice> lattices = new ArrayList<>();
      for (GaussianKernel kernel : kernels) {
        lattices.add(new CudaLatticeBuilder(context, kernel, scratch).build());
      }
      new Iterations(fields, kernels, lattices, scratch).run(iterations);
      fields.download(q);
    }
  }

  /**
   * Evidence and Q on the device, (n,4·quads): each row begins at a multiple of 16 bytes. Behind
   * the last class the evidence is minus infinity and Q therefore 0.
   */
  private final class Fields {
    private final MeanFieldExtents e;
    private final int quads;
    private final long evidence;
    private final long q;

    Fields(MeanFieldExtents e, Scratch scratch) {
      this.e = e;
      this.quads = (int) Launch.ceilDiv(e.classes(), 4);
      this.evidence = scratch.words(padded());
      this.q = scratch.words(padded());
    }

    private long padded() {
      return 4L * quads * e.points();
    }

    void upload(float[] values) {
      try (Scratch temporary = context.scratch()) {
        long dense = temporary.words(values.length);
        context.transfers().upload(values, 0, values.length, dense);
        context.launch(
            "mean_field_pad",
            Launch.covering(padded(), THREADS),
            dense,
            evidence,
            e.classes(),
            quads,
            Float.NEGATIVE_INFINITY,
            e.points());
      }
    }

    void download(float[] values) {
      try (Scratch temporary = context.scratch()) {
        long dense = temporary.words(values.length);
        context.launch(
            "mean_field_unpad",
            Launch.covering(values.length, THREADS),
            q,
            dense,
            e.classes(),
            quads,
            e.points());
        context.transfers().download(dense, values, 0, values.length);
      }
    }

    /** Q = softmax(evidence + the first count messages). */
    void update(long messages, int count) {
      if (quads > WARP) {
        context.launch(
            "mean_field_update_wide",
            Launch.covering((long) WARP * e.points(), THREADS),
            evidence,
            messages,
            count,
            q,
            quads,
            e.points());
        return;
      }
      int laneBits = Integer.SIZE - Integer.numberOfLeadingZeros(quads - 1);
      context.launch(
          "mean_field_update",
          Launch.covering((long) e.points() << laneBits, THREADS),
          evidence,
          messages,
          count,
          q,
          quads,
          laneBits,
          e.points());
    }
  }

  /** The iterations, with the buffers that they share. */
  private final class Iterations {
    private final Fields fields;
    private final List<CudaLattice> lattices;
    private final long[] values;
    private final long spare;
    private final long messages;

    Iterations(
        Fields fields, List<GaussianKernel> kernels, List<CudaLattice> lattices, Scratch scratch) {
      this.fields = fields;
      this.lattices = lattices;
      this.values = new long[lattices.size()];
      int[] table = new int[Math.max(1, lattices.size()) * MESSAGE_INTS];
      long longest = 0;
      for (int k = 0; k < values.length; k++) {
        CudaLattice lattice = lattices.get(k);
        long words = lattice.bufferWords(fields.quads);
        longest = Math.max(longest, words);
        values[k] = scratch.words(words);
        int at = k * MESSAGE_INTS;
        putAddress(table, at, lattice.cornerVertex());
        putAddress(table, at + 2, lattice.cornerWeight());
        putAddress(table, at + 4, values[k]);
        table[at + 6] = lattice.corners();
        table[at + 7] = Float.floatToRawIntBits(kernels.get(k).weight());
      }
      this.spare = scratch.words(longest);
      this.messages = scratch.upload(table);
    }

    /** The low half first, as on every host that CUDA runs on. */
    private static void putAddress(int[] table, int at, long address) {
      table[at] = (int) address;
      table[at + 1] = (int) (address >>> Integer.SIZE);
    }

    void run(int iterations) {
      fields.update(messages, 0);
      for (int i = 0; i < iterations; i++) {
        for (int k = 0; k < values.length; k++) {
          lattices.get(k).splatAndBlur(context, fields.q, fields.quads, values[k], spare);
        }
        fields.update(messages, values.length);
      }
    }
  }
}
