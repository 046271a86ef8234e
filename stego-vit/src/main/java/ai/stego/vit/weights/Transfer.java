package ai.stego.vit.weights;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/**
 * One answer of a server on its way into a {@link PartialFile}. It decides from the headers whether
 * the body starts anew, goes on, or is of no use; and it hashes what it writes. The HTTP client's
 * threads write, the caller's thread looks at {@link #done} and may {@link #close} it.
 */
final class Transfer implements BodyHandler<Transfer.Verdict>, AutoCloseable {
  /** What the headers said. */
  enum Verdict {
    /** The body was the file, or the rest of it. */
    TAKEN,
    /** The range that came is not the one asked for, or not of the same file. */
    WRONG_RANGE,
    /** Nobody could tell whether the file has come whole. */
    NO_LENGTH,
    /** No success; the status says more. */
    REFUSED
  }

  private final URI from;
  private final PartialFile part;
  private final long offset;
  private final long expectedTotal;

  private MessageDigest digest;
  private FileChannel channel;
  private boolean stopped;
  private IOException diskFailure;
  private volatile long done;
  private volatile long total = -1;
  private volatile boolean begun;

  /**
   * Prepares to receive.
   *
   * @param from the address that is asked
   * @param part where the bytes go
   * @param origin what the bytes that are there are a part of; empty if there are none
   * @param digest has been fed with those bytes
   */
  Transfer(URI from, PartialFile part, Optional<PartialFile.Origin> origin, MessageDigest digest)
      throws IOException {
    this.from = from;
    this.part = part;
    this.offset = origin.isPresent() ? part.size() : 0;
    this.expectedTotal = origin.map(PartialFile.Origin::total).orElse(-1L);
    this.digest = digest;
    this.done = offset;
  }

  /** Bytes that are there. */
  long done() {
    return done;
  }

  /** Bytes of the whole file; -1 while unknown. */
  long total() {
    return total;
  }

  /** Whether the headers have come and the body is being taken. */
  boolean begun() {
    return begun;
  }

  /** Fails if the bytes could not be stored. */
  synchronized void throwDiskFailure() throws IOException {
    if (diskFailure != null) {
      throw new IOException(
          part.path() + ": cannot be written: " + diskFailure.getMessage(), diskFailure);
    }
  }

  /** The hash of all bytes, once the body has ended. */
  synchronized String hash() {
    return Sha256.hex(digest);
  }

  @Override
  public BodySubscriber<Verdict> apply(ResponseInfo info) {
    Verdict verdict = judge(info);
    if (verdict == Verdict.TAKEN) {
      try {
        open(info.statusCode() == 206 ? offset : 0, info.headers());
      } catch (IOException e) {
        fail(e);
      }
    }
    return new Writer(verdict);
  }

  private Verdict judge(ResponseInfo info) {
    HttpHeaders headers = info.headers();
    if (info.statusCode() == 206) {
      Optional<ContentRange> range =
          headers.firstValue("Content-Range").flatMap(ContentRange::parse);
      boolean fits =
          range.isPresent() && range.get().first() == offset && fitsTotal(range.get().total());
      total = fits ? range.get().total() : -1;
      return fits ? Verdict.TAKEN : Verdict.WRONG_RANGE;
    }
    if (info.statusCode() != 200) {
      return Verdict.REFUSED;
    }
    total = headers.firstValueAsLong("Content-Length").orElse(-1);
    boolean endIsMarked =
        total >= 0
            || headers.firstValue("Transfer-Encoding").isPresent()
            || info.version() == HttpClient.Version.HTTP_2;
    return endIsMarked ? Verdict.TAKEN : Verdict.NO_LENGTH;
  }

  private boolean fitsTotal(long announced) {
    return offset > 0 && (expectedTotal < 0 || announced == expectedTotal);
  }

  private synchronized void open(long start, HttpHeaders headers) throws IOException {
    if (stopped) {
      return;
    }
    if (start == 0) {
      digest = Sha256.digest();
      part.discard();
      part.describe(new PartialFile.Origin(from, validator(headers), total));
    }
    channel =
        FileChannel.open(part.path(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)
            .truncate(start)
            .position(start);
    done = start;
    begun = true;
  }

  /**
   * What If-Range may carry: a strong entity tag, else the modification date (RFC 9110, 13.1.5).
   */
  private static String validator(HttpHeaders headers) {
    return headers
        .firstValue("ETag")
        .filter(tag -> tag.startsWith("\""))
        .or(() -> headers.firstValue("Last-Modified"))
        .orElse("");
  }

  private synchronized void write(List<ByteBuffer> buffers) {
    if (stopped) {
      return;
    }
    try {
      for (ByteBuffer buffer : buffers) {
        int bytes = buffer.remaining();
        digest.update(buffer.duplicate());
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
        done += bytes;
      }
    } catch (IOException e) {
      fail(e);
    }
  }

  private synchronized void fail(IOException cause) {
    diskFailure = cause;
    stopped = true;
  }

  /** Forces what has come to the disk. */
  synchronized void force() throws IOException {
    if (channel != null) {
      channel.force(true);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    stopped = true;
    if (channel != null) {
      channel.close();
    }
  }

  /** Feeds the body to {@link #write}, and drops the connection when nobody wants it. */
  private final class Writer implements BodySubscriber<Verdict> {
    private final CompletableFuture<Verdict> body = new CompletableFuture<>();
    private final Verdict verdict;
    private Flow.Subscription subscription;

    Writer(Verdict verdict) {
      this.verdict = verdict;
    }

    @Override
    public CompletionStage<Verdict> getBody() {
      return body;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      this.subscription = subscription;
      if (verdict == Verdict.TAKEN && !isStopped()) {
        subscription.request(1);
      } else {
        subscription.cancel();
        body.complete(verdict);
      }
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
      write(buffers);
      if (isStopped()) {
        subscription.cancel();
        body.complete(verdict);
      } else {
        subscription.request(1);
      }
    }

    @Override
    public void onError(Throwable failure) {
      body.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
      body.complete(verdict);
    }
  }

  private synchronized boolean isStopped() {
    return stopped;
  }
}
