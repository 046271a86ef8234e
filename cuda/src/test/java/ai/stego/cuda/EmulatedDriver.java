package ai.stego.cuda;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * Runs the kernels on the CPU: the same sources compiled by a C++ compiler against the emulation in
 * {@code cuda/emulation}. A fault in a kernel arrives as a {@link DriverException} that names
 * kernel, line, block and thread. The system property {@code stego.emulation} names the folder of
 * the libraries, {@code stego.emulation.build} which build: {@code fast} or {@code checking}.
 */
final class EmulatedDriver implements Driver {
  private static final Object LOADING = new Object();
  private static boolean loaded;

  EmulatedDriver() {
    load();
  }

  private static void load() {
    synchronized (LOADING) {
      if (!loaded) {
        Path folder = Path.of(System.getProperty("stego.emulation")).toAbsolutePath();
        String build = System.getProperty("stego.emulation.build", "fast");
        System.load(folder.resolve("libemulation.so").toString());
        load0(folder.resolve("libkernels-" + build + ".so").toString());
        loaded = true;
      }
    }
  }

  @Override
  public DeviceProperties properties() {
    return new DeviceProperties("emulation", 8, 0, 4, 99 << 10, 1L << 32);
  }

  @Override
  public long freeBytes() {
    return 1L << 32;
  }

  @Override
  public long allocate(long bytes) {
    return alloc0(bytes);
  }

  @Override
  public void free(long address) {
    free0(address);
  }

  @Override
  public void upload(long address, ByteBuffer source) {
    toDevice0(address, source.slice(), source.remaining());
  }

  @Override
  public void download(long address, ByteBuffer destination) {
    toHost0(destination.slice(), address, destination.remaining());
  }

  @Override
  public void copy(long from, long to, long bytes) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(Math.toIntExact(bytes));
    toHost0(buffer, from, bytes);
    toDevice0(to, buffer, bytes);
  }

  @Override
  public void launch(String kernel, Launch launch, Object... arguments) {
    String signature = signature0(kernel);
    if (signature == null) {
      throw new IllegalArgumentException("there is no kernel " + kernel);
    }
    if (signature.length() != arguments.length) {
      throw new IllegalArgumentException(
          "%s takes %d parameters (%s), got %d"
              .formatted(kernel, signature.length(), signature, arguments.length));
    }
    ByteBuffer packed =
        ByteBuffer.allocateDirect(8 * arguments.length + 8).order(ByteOrder.nativeOrder());
    int[] offsets = new int[arguments.length];
    for (int i = 0; i < arguments.length; i++) {
      offsets[i] = 8 * i;
      put(packed.position(8 * i), kernel, i, signature.charAt(i), arguments[i]);
    }
    launch0(
        kernel,
        launch.x(),
        launch.y(),
        launch.z(),
        launch.threads(),
        1,
        1,
        launch.sharedBytes(),
        packed,
        offsets);
  }

  private static void put(ByteBuffer packed, String kernel, int index, char type, Object value) {
    if (value instanceof Long number && (type == 'P' || type == 'l')) {
      packed.putLong(number);
    } else if (value instanceof Integer number && type == 'i') {
      packed.putInt(number);
    } else if (value instanceof Float number && type == 'f') {
      packed.putFloat(number);
    } else if (value instanceof Double number && type == 'd') {
      packed.putDouble(number);
    } else {
      throw new IllegalArgumentException(
          "%s: parameter %d is '%c', got %s"
              .formatted(kernel, index, type, value.getClass().getSimpleName()));
    }
  }

  @Override
  public void synchronize() {}

  @Override
  public void close() {}

  private static native void load0(String path);

  private static native long alloc0(long bytes);

  private static native void free0(long address);

  private static native void toDevice0(long address, ByteBuffer source, long bytes);

  private static native void toHost0(ByteBuffer destination, long address, long bytes);

  private static native String signature0(String kernel);

  private static native void launch0(
      String kernel,
      int gridX,
      int gridY,
      int gridZ,
      int blockX,
      int blockY,
      int blockZ,
      int sharedBytes,
      ByteBuffer arguments,
      int[] offsets);
}
