package ai.stego.benchmarks.peers;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.stego.benchmarks.paired.Peer;
import ai.stego.benchmarks.paired.PeerEngine;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;

/**
 * ONNX Runtime on the CPU, all optimisations on. Its threads do not spin between passes: they would
 * take the processors from whoever runs next.
 */
public final class OnnxRuntime implements PeerEngine {
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();

  /** Loads the library. */
  public OnnxRuntime() {}

  @Override
  public String name() {
    return "ONNX Runtime " + environment.getVersion();
  }

  @Override
  public Peer open(Path folder, String model, Image image, int threads) throws IOException {
    Path file = folder.resolve(model + "-" + image.side() + ".onnx");
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      options.setIntraOpNumThreads(threads);
      options.setSymbolicDimensionValue("batch", 1);
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      return new Session(
          environment.createSession(file.toString(), options),
          OnnxTensor.createTensor(
              environment,
              FloatBuffer.wrap(image.values()),
              new long[] {1, 3, image.side(), image.side()}));
    } catch (OrtException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  private record Session(OrtSession session, OnnxTensor images) implements Peer {
    private OrtSession.Result pass() throws OrtException {
      return session.run(Map.of("images", images));
    }

    @Override
    public void run() {
      try {
        pass().close();
      } catch (OrtException e) {
        throw new IllegalStateException("ONNX Runtime: " + e.getMessage(), e);
      }
    }

    @Override
    public float[] tokens() {
      try (OrtSession.Result result = pass()) {
        FloatBuffer values = ((OnnxTensor) result.get(0)).getFloatBuffer();
        float[] tokens = new float[values.remaining()];
        values.get(tokens);
        return tokens;
      } catch (OrtException e) {
        throw new IllegalStateException("ONNX Runtime: " + e.getMessage(), e);
      }
    }

    @Override
    public void close() {
      try {
        images.close();
        session.close();
      } catch (OrtException e) {
        throw new IllegalStateException("ONNX Runtime: " + e.getMessage(), e);
      }
    }
  }
}
