package ai.stego.cuda;

/**
 * Which lane holds what of the factors of {@code mma.sync}, by CuTe's layouts (thread and value to
 * an offset in a column-major matrix; CUTLASS, mma_traits_sm80.hpp). The emulation follows the PTX
 * manual's tables instead, so that the two check each other.
 */
final class Fragments {
  /** Rows of the left factor and of the sum. */
  static final int M = 16;

  /** Columns of the right factor and of the sum. */
  static final int N = 8;

  private final Rounding type;
  private final int depth;

  Fragments(Rounding type) {
    this.type = type;
    this.depth = type == Rounding.TF32 ? 8 : 16;
  }

  /** The K of this type's product. */
  int depth() {
    return depth;
  }

  /** The registers of the left factor, four a lane. */
  int[] left(float[] a) {
    int[] registers = new int[32 * 4];
    for (int lane = 0; lane < 32; lane++) {
      for (int register = 0; register < 4; register++) {
        int low = register & 1;
        int high = register >> 1;
        if (type == Rounding.TF32) {
          int offset = 16 * (lane % 4) + lane / 4 + 8 * low + 64 * high;
          registers[4 * lane + register] = word(a[offset % M * depth + offset / M]);
        } else {
          int offset = 32 * (lane % 4) + lane / 4 + 8 * low + 128 * high;
          int next = offset + 16;
          registers[4 * lane + register] =
              pair(a[offset % M * depth + offset / M], a[next % M * depth + next / M]);
        }
      }
    }
    return registers;
  }

  /** The registers of the right factor, two a lane; b holds its columns one after another. */
  int[] right(float[] b) {
    int[] registers = new int[32 * 2];
    for (int lane = 0; lane < 32; lane++) {
      for (int register = 0; register < 2; register++) {
        if (type == Rounding.TF32) {
          int offset = 8 * (lane % 4) + lane / 4 + 32 * register;
          registers[2 * lane + register] = word(b[offset % N * depth + offset / N]);
        } else {
          int offset = 16 * (lane % 4) + lane / 4 + 64 * register;
          int next = offset + 8;
          registers[2 * lane + register] =
              pair(b[offset % N * depth + offset / N], b[next % N * depth + next / N]);
        }
      }
    }
    return registers;
  }

  /** Where the sum's element is that a lane holds in one of its four registers. */
  static int sumIndex(int lane, int register) {
    int offset = 32 * (lane % 4) + lane / 4 + 16 * (register & 1) + 8 * (register >> 1);
    return offset % M * N + offset / M;
  }

  private static int word(float value) {
    return Float.floatToRawIntBits(value);
  }

  private int pair(float low, float high) {
    return type.bits(low) | type.bits(high) << 16;
  }
}
