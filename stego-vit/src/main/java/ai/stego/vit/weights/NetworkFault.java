package ai.stego.vit.weights;

import java.io.EOFException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Locale;
import javax.net.ssl.SSLException;

/**
 * What the HTTP client's exceptions mean to a person.
 *
 * @param reason a few words
 * @param unreachable whether no connection came about at all
 * @param lasting whether another attempt would end in the same way
 */
record NetworkFault(String reason, boolean unreachable, boolean lasting) {

  static NetworkFault of(URI from, Throwable failure) {
    String host = from.getHost();
    if (hasCause(failure, UnknownHostException.class)
        || hasCause(failure, UnresolvedAddressException.class)) {
      return new NetworkFault("cannot find the host " + host, true, false);
    }
    if (hasCause(failure, HttpConnectTimeoutException.class)) {
      return new NetworkFault("no connection to " + host + " in time", true, false);
    }
    if (hasCause(failure, ConnectException.class)
        || hasCause(failure, NoRouteToHostException.class)) {
      return new NetworkFault("cannot connect to " + host, true, false);
    }
    if (hasCause(failure, SSLException.class) && mentions(failure, "certif")) {
      return new NetworkFault(
          "no secure connection to " + host + ": " + failure.getMessage(), false, true);
    }
    if (hasCause(failure, EOFException.class) || failure.getMessage() == null) {
      return new NetworkFault("the connection was cut", false, false);
    }
    return new NetworkFault(
        "the connection broke (" + failure.getMessage().lines().findFirst().orElse("") + ")",
        false,
        false);
  }

  private static boolean hasCause(Throwable failure, Class<? extends Throwable> type) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (type.isInstance(t)) {
        return true;
      }
    }
    return false;
  }

  private static boolean mentions(Throwable failure, String word) {
    return failure.getMessage() != null
        && failure.getMessage().toLowerCase(Locale.ROOT).contains(word);
  }
}
