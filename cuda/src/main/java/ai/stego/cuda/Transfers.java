package ai.stego.cuda;

import java.nio.ByteBuffer;

/**
 * Copies between Java arrays and the device, in parts through two buffers of page-locked memory:
 * while the device copies one part, the host copies the next one in or the last one out. An upload
 * returns when the last part is in its buffer, so that the host goes on while the device works.
 */
final class Transfers {
  /** Bytes of one staging buffer; a batch of 16 images of 224 pixels takes three parts. */
  static final int STAGING_BYTES = 4 << 20;

  private final Driver driver;
  private Staging[] stagings;
  private int next;

  Transfers(Driver driver) {
    this.driver = driver;
  }

  /** A buffer, and when the device is done with it. */
  private record Staging(ByteBuffer buffer, DeviceEvent done) {}

  /** Moves values between an array and a buffer. */
  @FunctionalInterface
  private interface Part {
    void move(ByteBuffer buffer, int first, int count);
  }

  /** Copies count values from an array to the device. */
  void upload(float[] source, int start, int count, long address) {
    upload(count, address, (b, first, n) -> b.asFloatBuffer().put(source, start + first, n));
  }

  /** Copies a whole array to the device. */
  void upload(int[] source, long address) {
    upload(source.length, address, (b, first, n) -> b.asIntBuffer().put(source, first, n));
  }

  /** Copies count values from the device into an array. */
  void download(long address, float[] destination, int start, int count) {
    download(address, count, (b, first, n) -> b.asFloatBuffer().get(destination, start + first, n));
  }

  /** Fills a whole array from the device. */
  void download(long address, int[] destination) {
    download(
        address, destination.length, (b, first, n) -> b.asIntBuffer().get(destination, first, n));
  }

  /** Copies count 4-byte values to the device. */
  private synchronized void upload(int count, long address, Part source) {
    int most = STAGING_BYTES / Float.BYTES;
    for (int first = 0; first < count; first += most) {
      int n = Math.min(most, count - first);
      Staging staging = take();
      source.move(staging.buffer().clear(), first, n);
      ByteBuffer part = staging.buffer().limit(n * Float.BYTES);
      driver.startUpload(address + (long) first * Float.BYTES, part);
      staging.done().record();
    }
  }

  /** Copies count 4-byte values from the device: each part is read while the next one arrives. */
  private synchronized void download(long address, int count, Part destination) {
    int most = STAGING_BYTES / Float.BYTES;
    Staging arriving = null;
    for (int first = 0; first < count; first += most) {
      Staging staging = take();
      ByteBuffer part = staging.buffer().clear();
      part.limit(Math.min(most, count - first) * Float.BYTES);
      driver.startDownload(address + (long) first * Float.BYTES, part);
      staging.done().record();
      if (arriving != null) {
        arriving.done().await();
        destination.move(arriving.buffer().clear(), first - most, most);
      }
      arriving = staging;
    }
    if (arriving != null) {
      int first = (count - 1) / most * most;
      arriving.done().await();
      destination.move(arriving.buffer().clear(), first, count - first);
    }
  }

  /** The buffer that was used longest ago, once the device is done with it. */
  private Staging take() {
    if (stagings == null) {
      stagings = new Staging[] {staging(), staging()};
    }
    Staging staging = stagings[next];
    next = 1 - next;
    staging.done().await();
    return staging;
  }

  private Staging staging() {
    return new Staging(driver.hostBuffer(STAGING_BYTES), driver.event());
  }
}
