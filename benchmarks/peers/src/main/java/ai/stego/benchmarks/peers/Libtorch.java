package ai.stego.benchmarks.peers;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.translate.NoopTranslator;
import ai.djl.translate.TranslateException;
import ai.stego.benchmarks.paired.Peer;
import ai.stego.benchmarks.paired.PeerEngine;
import java.io.IOException;
import java.nio.file.Path;

/** PyTorch's C++ library on the CPU, through the Deep Java Library, with a TorchScript file. */
public final class Libtorch implements PeerEngine {
  private static final String ENGINE = "PyTorch";

  static {
    // The library is on the class path: nothing is to be fetched, and nobody to be told.
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("OPT_OUT_TRACKING", "true");
  }

  /** Loads the library. */
  public Libtorch() {}

  @Override
  public String name() {
    return "libtorch " + Engine.getEngine(ENGINE).getVersion();
  }

  @Override
  public Peer open(Path folder, String model, Image image, int threads) throws IOException {
    JniUtils.setNumThreads(threads);
    Model loaded = Model.newInstance(model, ENGINE);
    try {
      loaded.load(folder, model + "-" + image.side());
    } catch (MalformedModelException e) {
      loaded.close();
      throw new IOException(folder + ": " + e.getMessage(), e);
    }
    Shape shape = new Shape(1, 3, image.side(), image.side());
    NDArray images = loaded.getNDManager().create(image.values(), shape);
    return new Session(loaded, loaded.newPredictor(new NoopTranslator()), new NDList(images));
  }

  private record Session(Model model, Predictor<NDList, NDList> predictor, NDList images)
      implements Peer {
    private NDList pass() {
      try {
        return predictor.predict(images);
      } catch (TranslateException e) {
        throw new IllegalStateException("libtorch: " + e.getMessage(), e);
      }
    }

    @Override
    public void run() {
      pass().close();
    }

    @Override
    public float[] tokens() {
      try (NDList result = pass()) {
        return result.singletonOrThrow().toFloatArray();
      }
    }

    @Override
    public void close() {
      predictor.close();
      model.close();
    }
  }
}
