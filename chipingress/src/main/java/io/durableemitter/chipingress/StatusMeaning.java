package io.durableemitter.chipingress;

import io.durableemitter.api.DeliveryResult.FailureKind;
import io.grpc.Status;
import java.util.Locale;

/** What a gRPC status means for the events of a call, and for the people who read of it. */
final class StatusMeaning {

  private StatusMeaning() {}

  /**
   * Whether the server found the message too large. There is no status of its own for that: servers
   * answer RESOURCE_EXHAUSTED, which also means overload, so the text decides. These are the texts
   * of grpc-java and grpc-go.
   */
  static boolean isMessageTooLarge(Status status) {
    if (status.getCode() != Status.Code.RESOURCE_EXHAUSTED) {
      return false;
    }
    String text = description(status).toLowerCase(Locale.ROOT);
    return text.contains("exceeds maximum size") || text.contains("larger than max");
  }

  static FailureKind kind(Status status) {
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
    return endpoint
        + " answered "
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
    return String.valueOf(root.getMessage());
  }

  private static String description(Status status) {
    return status.getDescription() == null ? "" : status.getDescription();
  }
}
