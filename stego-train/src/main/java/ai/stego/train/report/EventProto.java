package ai.stego.train.report;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.IntToDoubleFunction;

/**
 * TensorBoard's messages as bytes. The numbers are the field numbers of {@code event.proto}, {@code
 * summary.proto} and {@code tensor.proto} of the TensorBoard project.
 */
final class EventProto {
  private static final int RGB_COLORSPACE = 3;
  private static final int STRING_TYPE = 7;
  private static final int SESSION_START = 1;

  private EventProto() {}

  /** Writes the fields of one message. */
  @FunctionalInterface
  interface Fields {
    void writeTo(CodedOutputStream out) throws IOException;
  }

  /** The first event of a file. */
  static byte[] version(double seconds) {
    return event(seconds, 0, out -> out.writeString(3, "brain.Event:2"));
  }

  /** Says that what earlier files hold of this step and later ones is void. */
  static byte[] restart(double seconds, long step) {
    byte[] session = message(out -> out.writeEnum(1, SESSION_START));
    return event(seconds, step, out -> out.writeByteArray(7, session));
  }

  /** An event with one value of a tag. */
  static byte[] summary(double seconds, long step, String tag, Fields value) {
    byte[] tagged =
        message(
            out -> {
              out.writeString(1, tag);
              value.writeTo(out);
            });
    byte[] summary = message(out -> out.writeByteArray(1, tagged));
    return event(seconds, step, out -> out.writeByteArray(5, summary));
  }

  static Fields scalar(double value) {
    return out -> out.writeFloat(2, (float) value);
  }

  static Fields image(int height, int width, byte[] png) {
    byte[] image =
        message(
            out -> {
              out.writeInt32(1, height);
              out.writeInt32(2, width);
              out.writeInt32(3, RGB_COLORSPACE);
              out.writeByteArray(4, png);
            });
    return out -> out.writeByteArray(4, image);
  }

  static Fields histogram(Histogram histogram) {
    Histogram.Moments moments = histogram.moments();
    int first = firstFilled(histogram.counts());
    int end = endOfFilled(histogram.counts());
    byte[] proto =
        message(
            out -> {
              out.writeDouble(1, moments.least());
              out.writeDouble(2, moments.most());
              out.writeDouble(3, (double) moments.count());
              out.writeDouble(4, moments.sum());
              out.writeDouble(5, moments.sumOfSquares());
              out.writeByteArray(6, packed(first, end, i -> histogram.limits()[i]));
              out.writeByteArray(7, packed(first, end, i -> (double) histogram.counts()[i]));
            });
    return out -> out.writeByteArray(5, proto);
  }

  /** Text is a tensor of strings that is marked for the text plugin. */
  static Fields text(String text) {
    byte[] plugin = message(out -> out.writeString(1, "text"));
    byte[] metadata = message(out -> out.writeByteArray(1, plugin));
    byte[] axis = message(out -> out.writeInt64(1, 1));
    byte[] shape = message(out -> out.writeByteArray(2, axis));
    byte[] tensor =
        message(
            out -> {
              out.writeEnum(1, STRING_TYPE);
              out.writeByteArray(2, shape);
              out.writeByteArray(8, text.getBytes(StandardCharsets.UTF_8));
            });
    return out -> {
      out.writeByteArray(9, metadata);
      out.writeByteArray(8, tensor);
    };
  }

  /** Empty buckets at both ends are left out, but for one below, where the first filled begins. */
  private static int firstFilled(long[] counts) {
    int first = 0;
    while (first < counts.length && counts[first] == 0) {
      first++;
    }
    return first == counts.length ? 0 : Math.max(0, first - 1);
  }

  private static int endOfFilled(long[] counts) {
    int end = counts.length;
    while (end > 1 && counts[end - 1] == 0) {
      end--;
    }
    return end;
  }

  private static byte[] packed(int from, int end, IntToDoubleFunction value) {
    return message(
        out -> {
          for (int i = from; i < end; i++) {
            out.writeDoubleNoTag(value.applyAsDouble(i));
          }
        });
  }

  private static byte[] event(double seconds, long step, Fields what) {
    return message(
        out -> {
          out.writeDouble(1, seconds);
          out.writeInt64(2, step);
          what.writeTo(out);
        });
  }

  private static byte[] message(Fields fields) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      fields.writeTo(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("writing into memory failed", e);
    }
    return bytes.toByteArray();
  }
}
