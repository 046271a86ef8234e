package ai.stego.cuda;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * Runs the kernels on the CPU: the same sources compiled by a C++ compiler against the emulation in
 * {@code cuda/emulation}. A fault in a kernel arrives as a {@link DriverException} that names
 * kernel, line, block and thread; the JVM lives, and the device goes on working.
 *
 * <p>The system property {@code stego.emulation} names the folder of the libraries, {@code
 * stego.emulation.build} which build: {@code fast} or {@code checking}. Every driver is a device of
 * its own.
 */
final class EmulatedDriver implements Driver {
  /** How kernels are compiled. */
  enum Build {
    /** As fast as may be; finds what guard pages find. */
    FAST,
    /** Every load and store is looked at: races, reads of what nobody wrote, missing fences. */
    CHECKING;

    /** The one that {@code stego.emulation.build} names, or the fast one. */
    static Build chosen() {
      return System.getProperty("stego.emulation.build", "fast").equals("checking")
          ? CHECKING
          : FAST;
    }

    /** The file of a library of kernels, such as {@code libkernels-fast.so}. */
    Path library(String name) {
      return folder()
          .resolve("lib" + name + (this == FAST ? "-fast" : "-checking") + ".so")
          .toAbsolutePath();
    }
  }

  /** In what order threads run where a kernel leaves it open; the order of the native constants. */
  enum Schedule {
    /** The first that can. */
    FORWARD(0),
    /** The last that can, and the last block first. */
    REVERSE(1),
    /** Any, by a seed. */
    RANDOM(2);

    /** Its number in emulation.h. */
    private final int code;

    Schedule(int code) {
      this.code = code;
    }
  }

  private static boolean loaded;
  private volatile long device;

  /** A device with the kernels of the module, in the build that was chosen. */
  EmulatedDriver() {
    this(Build.chosen().library("kernels"));
  }

  /**
   * A device with other kernels.
   *
   * @param kernels a library that {@code build.sh} made
   */
  EmulatedDriver(Path kernels) {
    loadEmulation();
    device = open0();
    try {
      load0(device, kernels.toString());
    } catch (DriverException e) {
      close();
      throw e;
    }
  }

  /**
   * Adds kernels; of two of one name the later one counts.
   *
   * @param kernels a library of the same build
   */
  void load(Path kernels) {
    load0(open(), kernels.toString());
  }

  /** The folder of the libraries. */
  static Path folder() {
    return Path.of(System.getProperty("stego.emulation", "target/emulation"));
  }

  private static synchronized void loadEmulation() {
    if (!loaded) {
      System.load(folder().toAbsolutePath().resolve("libemulation.so").toString());
      loaded = true;
    }
  }

  /**
   * Chooses the order of threads from the next launch on.
   *
   * @param schedule the order
   * @param seed of a random one
   */
  void schedule(Schedule schedule, long seed) {
    setSchedule0(open(), schedule.code, seed);
  }

  /**
   * Gives the device less or more memory.
   *
   * @param bytes in all
   */
  void limitMemory(long bytes) {
    setMemory0(open(), bytes);
  }

  /**
   * Limits the time of a launch.
   *
   * @param seconds after which it fails
   */
  void limitSeconds(int seconds) {
    setTimeout0(open(), seconds);
  }

  private long open() {
    if (device == 0) {
      throw new IllegalStateException("the device is closed");
    }
    return device;
  }

  @Override
  public DeviceProperties properties() {
    int shared = Math.toIntExact(sharedMemory0(open()));
    return new DeviceProperties("emulation", 8, 0, 4, shared, memory0(open()));
  }

  @Override
  public long freeBytes() {
    return freeMemory0(open());
  }

  @Override
  public long allocate(long bytes) {
    return allocate0(open(), bytes);
  }

  @Override
  public void free(long address) {
    if (device != 0) { // closing has freed everything
      free0(device, address);
    }
  }

  @Override
  public void upload(long address, ByteBuffer source) {
    upload0(open(), address, source.slice(), source.remaining());
  }

  @Override
  public void download(long address, ByteBuffer destination) {
    download0(open(), destination.slice(), address, destination.remaining());
  }

  @Override
  public void copy(long from, long to, long bytes) {
    copy0(open(), to, from, bytes);
  }

  @Override
  public void launch(String kernel, Launch launch, Object... arguments) {
    String signature = signature0(open(), kernel);
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
    for (int i = 0; i < arguments.length; i++) {
      put(packed.position(8 * i), kernel, i, signature.charAt(i), arguments[i]);
    }
    int[] extents = {
      launch.x(), launch.y(), launch.z(), launch.threads(), 1, 1, launch.sharedBytes()
    };
    launch0(open(), kernel, extents, packed, arguments.length);
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
  public void close() {
    long open = device;
    device = 0;
    if (open != 0) {
      close0(open);
    }
  }

  private static native long open0();

  private static native void close0(long device);

  private static native void load0(long device, String path);

  private static native void setSchedule0(long device, int order, long seed);

  private static native void setMemory0(long device, long bytes);

  private static native void setTimeout0(long device, int seconds);

  private static native long memory0(long device);

  private static native long freeMemory0(long device);

  private static native long sharedMemory0(long device);

  private static native long allocate0(long device, long bytes);

  private static native void free0(long device, long address);

  private static native void upload0(long device, long to, ByteBuffer from, long bytes);

  private static native void download0(long device, ByteBuffer to, long from, long bytes);

  private static native void copy0(long device, long to, long from, long bytes);

  private static native String signature0(long device, String kernel);

  private static native void launch0(
      long device, String kernel, int[] extents, ByteBuffer arguments, int count);
}
