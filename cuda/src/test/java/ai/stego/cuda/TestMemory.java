package ai.stego.cuda;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Arrays in the memory of a device, each in an allocation of its own. */
record TestMemory(Driver driver) {
  private static ByteBuffer buffer(long bytes) {
    return ByteBuffer.allocateDirect(Math.toIntExact(bytes)).order(ByteOrder.nativeOrder());
  }

  /** Memory that nobody has written. */
  long empty(int values) {
    return driver.allocate((long) Integer.BYTES * values);
  }

  /** A copy of these values. */
  long floats(float... values) {
    ByteBuffer bytes = buffer((long) Float.BYTES * values.length);
    bytes.asFloatBuffer().put(values);
    return upload(bytes);
  }

  /** A copy of these values. */
  long integers(int... values) {
    ByteBuffer bytes = buffer((long) Integer.BYTES * values.length);
    bytes.asIntBuffer().put(values);
    return upload(bytes);
  }

  private long upload(ByteBuffer bytes) {
    long address = driver.allocate(bytes.remaining());
    driver.upload(address, bytes);
    return address;
  }

  /** Values of the device. */
  float[] floatsAt(long address, int count) {
    ByteBuffer bytes = buffer((long) Float.BYTES * count);
    driver.download(address, bytes);
    float[] values = new float[count];
    bytes.rewind();
    bytes.asFloatBuffer().get(values);
    return values;
  }

  /** Values of the device. */
  int[] integersAt(long address, int count) {
    ByteBuffer bytes = buffer((long) Integer.BYTES * count);
    driver.download(address, bytes);
    int[] values = new int[count];
    bytes.rewind();
    bytes.asIntBuffer().get(values);
    return values;
  }
}
