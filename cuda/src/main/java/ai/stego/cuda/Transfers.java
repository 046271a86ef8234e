package ai.stego.cuda;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Copies between Java arrays and the device, through one staging buffer. */
final class Transfers {
  private static final int STAGING_BYTES = 1 << 20;

  private final Driver driver;
  private final ByteBuffer staging =
      ByteBuffer.allocateDirect(STAGING_BYTES).order(ByteOrder.nativeOrder());

  Transfers(Driver driver) {
    this.driver = driver;
  }

  /** Copies count values from an array to the device. */
  synchronized void upload(float[] source, int start, int count, long address) {
    int most = STAGING_BYTES / Float.BYTES;
    for (int done = 0; done < count; done += most) {
      int part = Math.min(most, count - done);
      staging.clear().asFloatBuffer().put(source, start + done, part);
      driver.upload(address + (long) done * Float.BYTES, staging.limit(part * Float.BYTES));
    }
  }

  /** Copies a whole array to the device. */
  synchronized void upload(int[] source, long address) {
    int most = STAGING_BYTES / Integer.BYTES;
    for (int done = 0; done < source.length; done += most) {
      int part = Math.min(most, source.length - done);
      staging.clear().asIntBuffer().put(source, done, part);
      driver.upload(address + (long) done * Integer.BYTES, staging.limit(part * Integer.BYTES));
    }
  }

  /** Copies count values from the device into an array. */
  synchronized void download(long address, float[] destination, int start, int count) {
    int most = STAGING_BYTES / Float.BYTES;
    for (int done = 0; done < count; done += most) {
      int part = Math.min(most, count - done);
      staging.clear().limit(part * Float.BYTES);
      driver.download(address + (long) done * Float.BYTES, staging);
      staging.clear().asFloatBuffer().get(destination, start + done, part);
    }
  }

  /** Fills a whole array from the device. */
  synchronized void download(long address, int[] destination) {
    int most = STAGING_BYTES / Integer.BYTES;
    for (int done = 0; done < destination.length; done += most) {
      int part = Math.min(most, destination.length - done);
      staging.clear().limit(part * Integer.BYTES);
      driver.download(address + (long) done * Integer.BYTES, staging);
      staging.clear().asIntBuffer().get(destination, done, part);
    }
  }
}
