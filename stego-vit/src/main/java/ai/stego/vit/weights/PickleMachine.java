package ai.stego.vit.weights;

import ai.stego.tensor.io.FormatException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * The stack machine that reads a pickle (Python's pickletools describes the operations; binary ones
 * up to protocol 5). It makes numbers, texts, bytes and containers itself; whatever else a pickle
 * asks for goes to {@link PickleObjects}, which knows a handful of names and keeps the rest as
 * inert records. Work and memory are bounded by {@link #MAX_WORK}.
 *
 * <p>Python's None is null, integers are Long or BigInteger, tuples are unmodifiable lists.
 */
final class PickleMachine {
  /** Operations and copied elements in one pickle; a ViT-B checkpoint needs a twentieth. */
  static final int MAX_WORK = 2_000_000;

  private static final int MAX_LONG_BYTES = 1024;

  // Records take more memory than the operation that asks for them.
  private static final int RECORD_WORK = 8;

  private final PickleInput in;
  private final PickleObjects objects;
  private final List<Object> stack = new ArrayList<>();
  private final List<Integer> marks = new ArrayList<>();
  private final Map<Long, Object> memo = new HashMap<>();
  private int work;

  PickleMachine(PickleInput in, PickleObjects.StorageFinder storages) {
    this.in = in;
    this.objects = new PickleObjects(this, storages);
  }

  /** Reads one pickle up to its STOP. */
  Object read() throws FormatException {
    while (true) {
      charge(1);
      int operation = in.u8();
      if (operation == '.') {
        return pop();
      }
      if (!number(operation) && !text(operation) && !stack(operation) && !container(operation)) {
        object(operation);
      }
    }
  }

  /** Counts work that a few bytes of a hostile pickle could multiply. */
  void charge(long amount) throws FormatException {
    if (amount > MAX_WORK - work) {
      throw fault("the pickle asks for over " + MAX_WORK + " operations");
    }
    work += (int) amount;
  }

  FormatException fault(String what) {
    return in.fault(what);
  }

  private boolean number(int operation) throws FormatException {
    switch (operation) {
      case 'N' -> push(null);
      case 0x88 -> push(true);
      case 0x89 -> push(false);
      case 'G' -> push(in.bigEndianDouble());
      case 'J' -> push((long) (int) in.number(4));
      case 'K' -> push(in.number(1));
      case 'M' -> push(in.number(2));
      case 0x8a -> push(integer(in.number(1)));
      case 0x8b -> push(integer(in.number(4)));
      default -> {
        return false;
      }
    }
    return true;
  }

  private Object integer(long bytes) throws FormatException {
    if (bytes > MAX_LONG_BYTES) {
      throw fault("an integer of " + bytes + " bytes");
    }
    byte[] littleEndian = in.bytes(bytes);
    if (littleEndian.length == 0) {
      return 0L;
    }
    byte[] bigEndian = new byte[littleEndian.length];
    for (int i = 0; i < bigEndian.length; i++) {
      bigEndian[i] = littleEndian[bigEndian.length - 1 - i];
    }
    BigInteger value = new BigInteger(bigEndian);
    return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
  }

  private boolean text(int operation) throws FormatException {
    switch (operation) {
      case 'X' -> push(in.utf8(in.number(4)));
      case 0x8c -> push(in.utf8(in.number(1)));
      case 0x8d -> push(in.utf8(in.number(8)));
      case 'T' -> push(in.latin1(in.number(4)));
      case 'U' -> push(in.latin1(in.number(1)));
      case 'B' -> push(in.bytes(in.number(4)));
      case 'C' -> push(in.bytes(in.number(1)));
      case 0x8e, 0x96 -> push(in.bytes(in.number(8)));
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean stack(int operation) throws FormatException {
    switch (operation) {
      case 0x80 -> {
        long protocol = in.number(1);
        if (protocol > 5) {
          throw fault("pickle protocol " + protocol + " is unknown");
        }
      }
      case 0x95 -> in.number(8);
      case '(' -> marks.add(stack.size());
      case '0' -> pop();
      case '1' -> popToMark();
      case '2' -> push(top());
      case 'q' -> memo.put(in.number(1), top());
      case 'r' -> memo.put(in.number(4), top());
      case 0x94 -> memo.put((long) memo.size(), top());
      case 'h' -> push(remembered(in.number(1)));
      case 'j' -> push(remembered(in.number(4)));
      default -> {
        return false;
      }
    }
    return true;
  }

  private Object remembered(long key) throws FormatException {
    Object value = memo.get(key);
    if (value == null && !memo.containsKey(key)) {
      throw fault("memo entry " + key + " is read before it is written");
    }
    return value;
  }

  private boolean container(int operation) throws FormatException {
    switch (operation) {
      case ']' -> push(new ArrayList<>());
      case '}' -> push(new LinkedHashMap<>());
      case 0x8f -> push(new LinkedHashSet<>());
      case ')' -> push(List.of());
      case 't' -> push(Collections.unmodifiableList(popToMark()));
      case 0x85 -> push(tuple(1));
      case 0x86 -> push(tuple(2));
      case 0x87 -> push(tuple(3));
      case 'l' -> push(popToMark());
      case 'd' -> {
        List<Object> pairs = popToMark();
        push(new LinkedHashMap<>());
        objects.putAll(top(), pairs);
      }
      case 0x91 -> {
        List<Object> elements = popToMark();
        push(new LinkedHashSet<>());
        objects.addAll(top(), elements);
      }
      case 'a' -> {
        Object element = pop();
        objects.addAll(top(), Collections.singletonList(element));
      }
      case 'e', 0x90 -> {
        List<Object> elements = popToMark();
        objects.addAll(top(), elements);
      }
      case 's' -> {
        List<Object> pair = tuple(2);
        objects.putAll(top(), pair);
      }
      case 'u' -> {
        List<Object> pairs = popToMark();
        objects.putAll(top(), pairs);
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private void object(int operation) throws FormatException {
    switch (operation) {
      case 'c' -> {
        charge(RECORD_WORK);
        String module = in.line();
        push(new OpaqueRecord(module, in.line(), List.of()));
      }
      case 0x93 -> {
        charge(RECORD_WORK);
        List<Object> names = tuple(2);
        if (!(names.get(0) instanceof String module) || !(names.get(1) instanceof String name)) {
          throw fault("a class is named by something that is no text");
        }
        push(new OpaqueRecord(module, name, List.of()));
      }
      case 'R', 0x81 -> {
        charge(RECORD_WORK);
        List<Object> call = tuple(2);
        push(objects.call(call.get(0), call.get(1)));
      }
      case 0x92 -> {
        charge(RECORD_WORK);
        List<Object> call = tuple(3);
        push(objects.call(call.get(0), call.get(1)));
      }
      case 'b' -> {
        Object state = pop();
        objects.build(top(), state);
      }
      case 'Q' -> push(objects.storage(pop()));
      default ->
          throw fault(
              String.format("pickle operation 0x%02x is unknown or not allowed", operation));
    }
  }

  private void push(Object value) {
    stack.add(value);
  }

  private int floor() {
    return marks.isEmpty() ? 0 : marks.get(marks.size() - 1);
  }

  private Object top() throws FormatException {
    if (stack.size() <= floor()) {
      throw fault("the pickle takes more from its stack than it put there");
    }
    return stack.get(stack.size() - 1);
  }

  private Object pop() throws FormatException {
    Object value = top();
    stack.remove(stack.size() - 1);
    return value;
  }

  private List<Object> tuple(int count) throws FormatException {
    Object[] items = new Object[count];
    for (int i = count - 1; i >= 0; i--) {
      items[i] = pop();
    }
    return Collections.unmodifiableList(Arrays.asList(items));
  }

  private List<Object> popToMark() throws FormatException {
    if (marks.isEmpty()) {
      throw fault("the pickle closes a group that it never opened");
    }
    List<Object> group = stack.subList(marks.remove(marks.size() - 1), stack.size());
    List<Object> items = new ArrayList<>(group);
    group.clear();
    return items;
  }
}
