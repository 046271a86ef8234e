package ai.stego.vit.weights;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A web server on the loopback interface that says exactly what a test wants it to say, down to the
 * byte where it hangs up. Connection by connection it gives the next answer of its script; the last
 * one is repeated.
 */
final class ScriptedServer implements AutoCloseable {
  private final ServerSocket socket;
  private final List<Answer> script;
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final List<IOException> problems = new CopyOnWriteArrayList<>();

  ScriptedServer(Answer... script) {
    this.script = List.of(script);
    try {
      this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start(this::serve);
  }

  /** What a client asked. */
  record Request(String path, Map<String, String> headers) {
    String header(String name) {
      return headers.getOrDefault(name, "");
    }

    /** The first byte of the range asked for; 0 without one. */
    int offset() {
      String range = header("range");
      return range.isEmpty() ? 0 : Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1"));
    }
  }

  /** What the server says. */
  @FunctionalInterface
  interface Answer {
    void give(Request request, OutputStream out) throws IOException;
  }

  /** All of the contents, whatever range is asked for. */
  static Answer whole(byte[] contents, String... headers) {
    return cut(contents, contents.length, headers);
  }

  /** Announces all of the contents and hangs up after some bytes. */
  static Answer cut(byte[] contents, int bytes, String... headers) {
    return (request, out) -> {
      head(out, "200 OK", "Content-Length: " + contents.length, headers);
      out.write(contents, 0, bytes);
    };
  }

  /** The range that is asked for. */
  static Answer range(byte[] contents, String... headers) {
    return (request, out) -> {
      int from = request.offset();
      int length = contents.length - from;
      String range = "bytes " + from + "-" + (contents.length - 1) + "/" + contents.length;
      head(
          out,
          "206 Partial Content",
          "Content-Length: " + length + "\r\nContent-Range: " + range,
          headers);
      out.write(contents, from, length);
    };
  }

  /** A status without a body. */
  static Answer status(String status, String... headers) {
    return (request, out) -> head(out, status, "Content-Length: 0", headers);
  }

  /** Writes a head that ends the connection. */
  static void head(OutputStream out, String status, String lengths, String... headers)
      throws IOException {
    StringBuilder text = new StringBuilder("HTTP/1.1 " + status + "\r\n");
    if (!lengths.isEmpty()) {
      text.append(lengths).append("\r\n");
    }
    for (String header : headers) {
      text.append(header).append("\r\n");
    }
    text.append("Connection: close\r\n\r\n");
    out.write(text.toString().getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/dino/");
  }

  List<Request> requests() {
    return requests;
  }

  private void serve() {
    for (int i = 0; !socket.isClosed(); i++) {
      Answer answer = script.get(Math.min(i, script.size() - 1));
      try {
        Socket connection = socket.accept();
        start(() -> answer(connection, answer));
      } catch (IOException e) {
        problems.add(e); // the test is over
      }
    }
  }

  private void answer(Socket connection, Answer answer) {
    try (connection) {
      Request request = read(connection);
      requests.add(request);
      OutputStream out = connection.getOutputStream();
      answer.give(request, out);
      out.flush();
    } catch (IOException e) {
      problems.add(e); // some tests want the client to hang up
    }
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "scripted-server");
    thread.setDaemon(true);
    thread.start();
  }

  private static Request read(Socket connection) throws IOException {
    BufferedReader in =
        new BufferedReader(
            new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII));
    String first = in.readLine();
    Map<String, String> headers = new HashMap<>();
    for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
      int colon = line.indexOf(':');
      headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 2));
    }
    int space = first.indexOf(' ');
    return new Request(first.substring(space + 1, first.lastIndexOf(' ')), headers);
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
