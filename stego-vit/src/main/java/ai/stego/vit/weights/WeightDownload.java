package ai.stego.vit.weights;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Fetches one file over HTTP into a {@link PartialFile}. An attempt that fails on the way leaves
 * its bytes there, and the next one asks for the rest only, on condition that the server still has
 * the same file (Range and If-Range, RFC 9110, sections 13 and 14).
 */
final class WeightDownload {
  private static final long TICK_MILLIS = 100;

  private final DownloadSettings settings;
  private final DownloadListener listener;
  private final HttpClient client;

  WeightDownload(DownloadSettings settings, DownloadListener listener) {
    this.settings = settings;
    this.listener = listener;
    this.client =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(settings.connect())
            .build();
  }

  /**
   * Fetches until the file is whole or the attempts are used up.
   *
   * @param from the address
   * @param part where the bytes go
   * @return the SHA-256 of the whole
   * @throws DownloadException if the server or the way to it is at fault
   * @throws IOException if the disk is
   */
  String fetch(URI from, PartialFile part) throws IOException {
    Duration pause = settings.pause();
    for (int attempt = 1; ; attempt++) {
      try {
        return attempt(from, part, attempt == 1);
      } catch (TransientException e) {
        if (attempt == settings.attempts()) {
          throw new DownloadException(
              from + ": " + e.getMessage() + " (" + attempt + " attempts)", e);
        }
        listener.retries(attempt + 1, settings.attempts(), e.getMessage());
      }
      sleep(from, pause);
      pause = pause.multipliedBy(2);
    }
  }

  private String attempt(URI from, PartialFile part, boolean first) throws IOException {
    Optional<PartialFile.Origin> origin = part.resumable(from);
    MessageDigest digest = Sha256.digest();
    if (origin.isPresent()) {
      Sha256.feed(digest, part.path());
    } else {
      part.discard();
    }
    try (Transfer transfer = new Transfer(from, part, origin, digest)) {
      HttpRequest request = request(from, origin, transfer.done());
      HttpResponse<Transfer.Verdict> response;
      try {
        response = await(client.sendAsync(request, transfer), new Watch(from, transfer));
      } catch (ExecutionException e) {
        transfer.throwDiskFailure();
        throw explained(from, e.getCause(), first);
      }
      transfer.throwDiskFailure();
      checkAnswer(from, response, part);
      checkLength(transfer);
      transfer.force();
      listener.progresses(transfer.done(), transfer.total());
      return transfer.hash();
    }
  }

  private static HttpRequest request(URI from, Optional<PartialFile.Origin> origin, long offset) {
    HttpRequest.Builder request = HttpRequest.newBuilder(from).header("User-Agent", "stego");
    if (offset > 0) {
      request.header("Range", "bytes=" + offset + "-");
      origin
          .map(PartialFile.Origin::validator)
          .filter(validator -> !validator.isEmpty())
          .ifPresent(validator -> request.header("If-Range", validator));
    }
    return request.GET().build();
  }

  private static <T> T await(CompletableFuture<T> reply, Watch watch)
      throws IOException, ExecutionException {
    try {
      while (true) {
        try {
          return reply.get(TICK_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
          watch.look();
        }
      }
    } catch (InterruptedException e) {
      throw interrupted(watch.from);
    } finally {
      reply.cancel(true); // drops the connection if it is still open
    }
  }

  /** Tells the listener what has come, and gives up when nothing has for too long. */
  private final class Watch {
    private final URI from;
    private final Transfer transfer;
    private long seen = -1;
    private long since = System.nanoTime();
    private boolean begun;

    Watch(URI from, Transfer transfer) {
      this.from = from;
      this.transfer = transfer;
    }

    void look() throws TransientException {
      if (transfer.begun() && !begun) {
        begun = true;
        listener.begins(from, transfer.done(), transfer.total());
      }
      long done = transfer.done();
      if (done != seen) {
        seen = done;
        since = System.nanoTime();
        if (begun) {
          listener.progresses(done, transfer.total());
        }
      } else if (System.nanoTime() - since > settings.stall().toNanos()) {
        throw new TransientException(
            "nothing came for " + settings.stall().toMillis() / 1000.0 + " s", null);
      }
    }
  }

  private static void checkAnswer(
      URI from, HttpResponse<Transfer.Verdict> response, PartialFile part) throws IOException {
    switch (response.body()) {
      case TAKEN -> {}
      case NO_LENGTH ->
          throw new DownloadException(
              from + ": the server does not say how long the file is", null);
      case WRONG_RANGE -> {
        part.discard();
        throw new TransientException("the server sent another range than was asked for", null);
      }
      case REFUSED -> throw refusal(from, response.statusCode(), part);
    }
  }

  private static IOException refusal(URI from, int status, PartialFile part) throws IOException {
    if (status == 416) {
      part.discard();
      return new TransientException("the file has become shorter than what was there", null);
    }
    String reason = "the server answered " + status + meaning(status);
    return status >= 500 || status == 408 || status == 429
        ? new TransientException(reason, null)
        : new DownloadException(from + ": " + reason, null);
  }

  private static String meaning(int status) {
    return switch (status) {
      case 401, 403 -> " (not allowed)";
      case 404, 410 -> " (not there)";
      case 429 -> " (too many requests)";
      case 503 -> " (busy)";
      default -> status / 100 == 3 ? " (redirected too often, or nowhere)" : "";
    };
  }

  private static void checkLength(Transfer transfer) throws TransientException {
    if (transfer.total() >= 0 && transfer.done() != transfer.total()) {
      throw new TransientException(
          "the answer ended after " + transfer.done() + " of " + transfer.total() + " bytes", null);
    }
  }

  /** A host that cannot be reached at the first try is not waited for: the user is offline. */
  private static IOException explained(URI from, Throwable failure, boolean first) {
    NetworkFault fault = NetworkFault.of(from, failure);
    return fault.lasting() || (fault.unreachable() && first)
        ? new DownloadException(fault.reason(), failure)
        : new TransientException(fault.reason(), failure);
  }

  private static void sleep(URI from, Duration pause) throws InterruptedIOException {
    try {
      Thread.sleep(pause.toMillis());
    } catch (InterruptedException e) {
      throw interrupted(from);
    }
  }

  private static InterruptedIOException interrupted(URI from) {
    Thread.currentThread().interrupt();
    return new InterruptedIOException("interrupted while fetching " + from);
  }
}
