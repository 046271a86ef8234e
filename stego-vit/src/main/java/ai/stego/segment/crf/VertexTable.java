package ai.stego.segment.crf;

import ai.stego.tensor.InputException;
import java.util.Arrays;

/**
 * Numbers lattice vertices in the order in which they are first seen. An open-addressing hash table
 * with linear probing, never more than half full; a key is one or more longs.
 */
final class VertexTable {
  /** Stands for a vertex that does not exist. */
  static final int ABSENT = -1;

  private static final long MIX = 0x9E3779B97F4A7C15L;
  private static final int LARGEST_CAPACITY = 1 << 30;

  private final int words;
  private int[] slots;
  private long[] keys;
  private int size;

  VertexTable(int words, int expected) {
    this.words = words;
    int wanted = Math.max(16, Math.min(expected, LARGEST_CAPACITY / 2));
    this.slots = new int[Integer.highestOneBit(wanted * 2 - 1) * 2];
    this.keys = new long[(int) Math.min((long) wanted * words, Integer.MAX_VALUE - 8)];
    Arrays.fill(slots, ABSENT);
  }

  /** How many vertices have a number. */
  int size() {
    return size;
  }

  /** One word of a numbered vertex's key. */
  long key(int vertex, int index) {
    return keys[vertex * words + index];
  }

  /**
   * The number of the vertex whose key begins at an index of a source, a good guess or not; a new
   * one gets the next number.
   */
  int findOrAdd(long[] source, int at, int guess) {
    if (guess < size && matches(guess, source, at)) {
      return guess;
    }
    int slot = words == 1 ? slot(source[at]) : slot(source, at);
    if (slots[slot] != ABSENT) {
      return slots[slot];
    }
    if (size >= slots.length / 2) {
      grow();
      slot = slot(source, at);
    }
    reserveKey();
    System.arraycopy(source, at, keys, size * words, words);
    slots[slot] = size;
    return size++;
  }

  /** The slot that holds the key which begins at an index of a source, or where it belongs. */
  private int slot(long[] source, int at) {
    int mask = slots.length - 1;
    int slot = hash(source, at) & mask;
    while (slots[slot] != ABSENT && !matches(slots[slot], source, at)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  /** The same for a key of one word, the usual case: half the time. */
  private int slot(long key) {
    int mask = slots.length - 1;
    int slot = (int) ((key * MIX) >>> Integer.SIZE) & mask;
    while (slots[slot] != ABSENT && keys[slots[slot]] != key) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private boolean matches(int vertex, long[] source, int at) {
    int base = vertex * words;
    for (int i = 0; i < words; i++) {
      if (keys[base + i] != source[at + i]) {
        return false;
      }
    }
    return true;
  }

  private int hash(long[] source, int at) {
    long hash = 0;
    for (int i = 0; i < words; i++) {
      hash = (hash + source[at + i]) * MIX;
    }
    return (int) (hash >>> Integer.SIZE);
  }

  private void reserveKey() {
    long needed = (size + 1L) * words;
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
    Arrays.fill(slots, ABSENT);
    for (int vertex = 0; vertex < size; vertex++) {
      slots[slot(keys, vertex * words)] = vertex;
    }
  }

  private InputException tooMany() {
    return new InputException(
        "permutohedral lattice: more than " + size + " vertices; use a smaller image");
  }
}
