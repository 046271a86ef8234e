package ai.stego.segment.crf;

import ai.stego.tensor.InputException;
import java.util.Arrays;

/**
 * Numbers lattice vertices in the order in which they are first seen. An open-addressing hash table
 * with linear probing, never more than half full; a key is the first d coordinates of a vertex.
 */
final class VertexTable {
  private static final int EMPTY = -1;
  private static final int LARGEST_CAPACITY = 1 << 30;

  private final int dimensions;
  private int[] slots;
  private int[] keys;
  private int size;

  VertexTable(int dimensions, int expected) {
    this.dimensions = dimensions;
    int wanted = Math.max(16, Math.min(expected, LARGEST_CAPACITY / 2));
    this.slots = new int[Integer.highestOneBit(wanted * 2 - 1) * 2];
    this.keys = new int[(int) Math.min((long) wanted * dimensions, Integer.MAX_VALUE - 8)];
    Arrays.fill(slots, EMPTY);
  }

  /** How many vertices have a number. */
  int size() {
    return size;
  }

  /** One coordinate of a numbered vertex. */
  int coordinate(int vertex, int axis) {
    return keys[vertex * dimensions + axis];
  }

  /**
   * The number of the vertex with this key, a good guess or not; a new one gets the next number.
   */
  int findOrAdd(int[] key, int guess) {
    if (guess < size && matches(guess, key, 0)) {
      return guess;
    }
    int slot = slot(key, 0);
    if (slots[slot] != EMPTY) {
      return slots[slot];
    }
    if (size >= slots.length / 2) {
      grow();
      slot = slot(key, 0);
    }
    reserveKey();
    System.arraycopy(key, 0, keys, size * dimensions, dimensions);
    slots[slot] = size;
    return size++;
  }

  /** The slot that holds the key which starts at an offset of a source, or where it belongs. */
  private int slot(int[] source, int offset) {
    int mask = slots.length - 1;
    int slot = hash(source, offset) & mask;
    while (slots[slot] != EMPTY && !matches(slots[slot], source, offset)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private boolean matches(int vertex, int[] source, int offset) {
    int base = vertex * dimensions;
    for (int i = 0; i < dimensions; i++) {
      if (keys[base + i] != source[offset + i]) {
        return false;
      }
    }
    return true;
  }

  private int hash(int[] source, int offset) {
    int hash = 0;
    for (int i = 0; i < dimensions; i++) {
      hash = (hash + source[offset + i]) * 0x9E3779B1;
    }
    return hash ^ (hash >>> 15);
  }

  private void reserveKey() {
    long needed = (size + 1L) * dimensions;
    if (needed > Integer.MAX_VALUE - 8) {
      throw tooMany();
    }
    if (needed > keys.length) {
      long wanted = Math.min(Math.max(needed, keys.length * 2L), Integer.MAX_VALUE - 8);
      keys = Arrays.copyOf(keys, (int) wanted);
    }
  }

  private void grow() {
    if (slots.length >= LARGEST_CAPACITY) {
      throw tooMany();
    }
    slots = new int[slots.length * 2];
    Arrays.fill(slots, EMPTY);
    for (int vertex = 0; vertex < size; vertex++) {
      slots[slot(keys, vertex * dimensions)] = vertex;
    }
  }

  private InputException tooMany() {
    return new InputException(
        "permutohedral lattice: more than " + size + " vertices; use a smaller image");
  }
}
