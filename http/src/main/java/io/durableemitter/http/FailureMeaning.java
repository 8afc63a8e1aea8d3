package io.durableemitter.http;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.FailureKind;
import io.durableemitter.api.internal.text.ErrorText;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Predicate;
import javax.net.ssl.SSLException;

/** What it means for the events of a call that it has had no answer. */
final class FailureMeaning {

  private static final int DEEPEST_CAUSE = 20;

  private final Endpoint endpoint;

  FailureMeaning(Endpoint endpoint) {
    this.endpoint = endpoint;
  }

  /**
   * Whether to make the same call once more, at once: a connection that was kept and that the
   * receiver has closed meanwhile fails only when it is used.
   */
  static boolean isWorthAnotherCall(Throwable error) {
    return error instanceof IOException
        && !(error instanceof ConnectException)
        && !(error instanceof HttpTimeoutException)
        && !has(error, cause -> cause instanceof SSLException);
  }

  /** Whether the time of the call as a whole was up. */
  static boolean isTimeout(Throwable error) {
    return error instanceof HttpTimeoutException && !(error instanceof HttpConnectTimeoutException);
  }

  Verdict timedOut(Duration timeout) {
    return Verdict.transport(
        endpoint
            + " did not answer within "
            + timeout
            + "; it is slow or out of reach, or callTimeout is too short");
  }

  Verdict failed(Throwable error) {
    return Verdict.all(
        DeliveryResult.failed(
            FailureKind.TRANSPORT,
            "the call to " + endpoint + " failed: " + text(error) + remedy(error),
            error));
  }

  private static String text(Throwable error) {
    Throwable root = error;
    for (int depth = 0; root.getCause() != null && depth < DEEPEST_CAUSE; depth++) {
      root = root.getCause();
    }
    String outer = ErrorText.message(error);
    String inner = ErrorText.message(root);
    return outer.contains(inner) ? outer : outer + " (" + inner + ")";
  }

  private String remedy(Throwable error) {
    if (has(error, FailureMeaning::isUnknownHost)) {
      return "; the host is not known: is the endpoint right?";
    }
    if (error instanceof ConnectException || error instanceof HttpTimeoutException) {
      return endpoint.secure()
          ? "; is the receiver up, does it speak TLS, and is the endpoint right?"
          : "; is the receiver up, and is the endpoint right?";
    }
    if (has(error, cause -> cause instanceof SSLException)) {
      if (has(error, cause -> cause instanceof GeneralSecurityException)) {
        return "; the receiver's certificate is not trusted, or is for another host";
      }
      return text(error).toLowerCase(Locale.ROOT).contains("ssl message")
          ? "; the receiver does not speak TLS: use http:// and plaintext(), or another port"
          : "; do both sides speak TLS?";
    }
    return "; is the receiver up, and does it speak "
        + "HTTP/1.1, and TLS if the endpoint is https?";
  }

  private static boolean isUnknownHost(Throwable error) {
    return error instanceof UnresolvedAddressException || error instanceof UnknownHostException;
  }

  private static boolean has(Throwable error, Predicate<Throwable> condition) {
    Throwable cause = error;
    for (int depth = 0; cause != null && depth < DEEPEST_CAUSE; depth++) {
      if (condition.test(cause)) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }
}
