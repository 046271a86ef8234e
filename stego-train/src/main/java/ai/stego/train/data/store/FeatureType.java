package ai.stego.train.data.store;

import ai.stego.tensor.InputException;
import ai.stego.tensor.io.DataType;
import ai.stego.tensor.io.Float16;
import java.nio.ByteBuffer;
import java.util.Locale;

/** How a feature is kept on disk. */
public enum FeatureType {
  /** IEEE binary16: half the space, 11 bits of precision. */
  FLOAT16(DataType.F16),
  /** IEEE binary32: as the backbone gave it. */
  FLOAT32(DataType.F32);

  private final DataType type;

  FeatureType(DataType type) {
    this.type = type;
  }

  /**
   * Finds a type by its name.
   *
   * @param name {@code "float16"} or {@code "float32"}
   * @return the type
   * @throws InputException if there is no such type
   */
  public static FeatureType named(String name) {
    for (FeatureType type : values()) {
      if (type.label().equals(name)) {
        return type;
      }
    }
    throw new InputException("feature type: expected float16 or float32, got " + name);
  }

  /**
   * Its name.
   *
   * @return {@code "float16"} or {@code "float32"}
   */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  DataType dataType() {
    return type;
  }

  /** Rounds values in place to what this type can hold. */
  void round(float[] values) {
    if (this == FLOAT16) {
      for (int i = 0; i < values.length; i++) {
        values[i] = Float16.toFloat(Float16.fromFloat(values[i]));
      }
    }
  }

  /** Appends values that are rounded already; little-endian if the buffer is. */
  void put(ByteBuffer out, float[] values) {
    for (float value : values) {
      if (this == FLOAT16) {
        out.putShort(Float16.fromFloat(value));
      } else {
        out.putFloat(value);
      }
    }
  }
}
