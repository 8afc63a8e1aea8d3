package io.durableemitter.http;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.FailureKind;
import io.durableemitter.api.internal.text.ForeignText;
import java.net.http.HttpHeaders;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/** What a status means for the events of a call, and for the people who read of it. */
final class StatusMeaning {

  /** 400 to 499, but about the endpoint and not about an event. */
  static final Set<Integer> OF_THE_ENDPOINT =
      Collections.unmodifiableSet(
          new TreeSet<>(Set.of(401, 403, 404, 405, 407, 408, 410, 413, 421, 425, 426, 429)));

  private static final int LONGEST_TEXT = 300;

  private final Endpoint endpoint;
  private final ContentMode mode;
  private final Set<Integer> permanent;

  StatusMeaning(Endpoint endpoint, ContentMode mode, Set<Integer> permanent) {
    this.endpoint = endpoint;
    this.mode = mode;
    this.permanent = permanent;
  }

  /** Whether a receiver refuses the events of a call by it. */
  static boolean isRefusal(int status) {
    return status >= 400 && status < 500 && !OF_THE_ENDPOINT.contains(status);
  }

  /** Whether {@code Retry-After} beside it is about further calls. */
  static boolean mayAskForPause(int status) {
    return status == 408 || status == 425 || status == 429 || status >= 500;
  }

  /**
   * Judges an answer.
   *
   * @param paused whether it asks for a pause
   */
  Verdict judge(int status, HttpHeaders headers, String body, boolean paused) {
    if (status == 207) {
      return Verdict.all(
          DeliveryResult.failed(
              FailureKind.MISMATCH,
              answered(status, "") + ", which does not say what became of each event"));
    }
    if (status >= 200 && status < 300) {
      return Verdict.DELIVERED;
    }
    if (status >= 300 && status < 400) {
      return Verdict.transport(redirect(status, headers));
    }
    if (status == 413) {
      return new Verdict(
          DeliveryResult.failed(FailureKind.TOO_LARGE, answered(status, body)),
          Verdict.Reason.SIZE);
    }
    if (status == 415 && mode == ContentMode.BATCH) {
      return Verdict.transport(
          answered(status, body)
              + "; it does not take batches: set contentMode to STRUCTURED or BINARY");
    }
    if (isRefusal(status)) {
      return new Verdict(
          DeliveryResult.rejected("HTTP_" + status, shortened(body), permanent.contains(status)),
          Verdict.Reason.ONE_OF_THEM);
    }
    if (status == 500 && !paused) {
      return new Verdict(
          DeliveryResult.failed(FailureKind.CALL, answered(status, body)),
          Verdict.Reason.ONE_OF_THEM);
    }
    return Verdict.transport(answered(status, body) + remedy(status));
  }

  private String redirect(int status, HttpHeaders headers) {
    String target = headers.firstValue("location").orElse("");
    int query = target.indexOf('?');
    return answered(status, "")
        + (target.isEmpty()
            ? ""
            : ", a redirect to " + shortened(query < 0 ? target : target.substring(0, query)))
        + "; redirects are not followed, because they would hand events and credentials to another"
        + " address: if it is right, make it the endpoint";
  }

  private String answered(int status, String body) {
    String text = shortened(body);
    return endpoint + " answered " + status + (text.isEmpty() ? "" : ": " + text);
  }

  private static String shortened(String text) {
    return ForeignText.oneLine(text.strip(), LONGEST_TEXT);
  }

  private static String remedy(int status) {
    return switch (status) {
      case 401 -> "; check the credentials";
      case 403 -> "; the credentials do not allow this";
      case 404, 405 -> "; is the endpoint right, with its path?";
      case 407 -> "; the proxy asks for credentials, which are not supported";
      case 410 -> "; the receiver says that this endpoint is gone for good";
      case 429 -> "; the receiver asks for fewer calls: lower batching.workers";
      default -> "";
    };
  }
}
