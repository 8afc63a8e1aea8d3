package io.durableemitter.chipingress;

import io.durableemitter.api.DeliveryResult.FailureKind;
import io.grpc.Status;
import java.util.Locale;
import java.util.regex.Pattern;

/** What a gRPC status means for the events of a call, and for the people who read of it. */
final class StatusMeaning {

  private static final int LONGEST_TEXT = 300;
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

  private StatusMeaning() {}

  /**
   * Whether the server found the message too large. There is no status of its own for that: servers
   * answer RESOURCE_EXHAUSTED, which also means overload, so the text decides: "exceeds maximum
   * size" of grpc-java, "larger than max" of grpc-go and those built on the C core, "exceeds the
   * maximum" of .NET. Any other text means overload, which smaller requests would not mend.
   */
  static boolean isMessageTooLarge(Status status) {
    if (status.getCode() != Status.Code.RESOURCE_EXHAUSTED) {
      return false;
    }
    String text = description(status).toLowerCase(Locale.ROOT);
    return text.contains("exceeds maximum size")
        || text.contains("exceeds the maximum")
        || text.contains("larger than max");
  }

  /** The kind for events that were alone in their call, or whose call failed as a whole. */
  static FailureKind kind(Status status) {
    if (isMessageTooLarge(status)) {
      return FailureKind.TOO_LARGE;
    }
    return switch (status.getCode()) {
      case UNAVAILABLE,
          DEADLINE_EXCEEDED,
          UNAUTHENTICATED,
          PERMISSION_DENIED,
          UNIMPLEMENTED,
          RESOURCE_EXHAUSTED,
          CANCELLED ->
          FailureKind.TRANSPORT;
      default -> FailureKind.CALL;
    };
  }

  static String describe(Endpoint endpoint, Status status) {
    String detail = description(status);
    String cause = status.getCause() == null ? "" : " (" + root(status.getCause()) + ")";
    return "the call to "
        + endpoint
        + " failed with "
        + status.getCode()
        + (detail.isEmpty() ? "" : ": " + detail)
        + cause
        + remedy(status, detail + cause);
  }

  private static String remedy(Status status, String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.contains("not an ssl/tls record")
        || lower.contains("first received frame was not settings")) {
      return "; one side speaks TLS and the other plaintext: use plaintext only against a plaintext"
          + " server";
    }
    if (lower.contains("certif") || lower.contains("certpath")) {
      return "; the server's certificate is not trusted, or is for another host";
    }
    return switch (status.getCode()) {
      case UNAVAILABLE -> "; is the server up, and is the endpoint right?";
      case DEADLINE_EXCEEDED -> "; the server is slow or out of reach, or the timeout too short";
      case UNAUTHENTICATED -> "; check the credentials";
      case PERMISSION_DENIED -> "; the credentials do not allow this";
      case UNIMPLEMENTED -> "; the server is not a Chip Ingress of this version";
      default -> "";
    };
  }

  private static String root(Throwable error) {
    Throwable root = error;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    return oneLine(String.valueOf(root.getMessage()));
  }

  private static String description(Status status) {
    return status.getDescription() == null ? "" : oneLine(status.getDescription());
  }

  // the text is the other end's: it must neither forge log lines nor fill them
  private static String oneLine(String text) {
    String shown = text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "...";
    return CONTROL.matcher(shown).replaceAll(" ");
  }
}
