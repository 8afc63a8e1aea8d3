package io.durableemitter.chipingress.internal.client;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.FailureKind;
import io.durableemitter.api.internal.text.ErrorText;
import io.durableemitter.api.internal.text.ForeignText;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.security.GeneralSecurityException;
import java.util.Locale;
import java.util.concurrent.RejectedExecutionException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a gRPC status means for the events of a call, and for the people who read of it. */
public final class StatusMeaning {

  private static final int LONGEST_TEXT = 300;
  private static final int DEEPEST_CAUSE = 20;

  /** What gRPC adds to the text of connection trouble, which helps nobody. */
  private static final Pattern PIPELINE = Pattern.compile("\\s*Channel Pipeline: \\[.*?]");

  /** Bytes of what came instead of TLS or HTTP/2. */
  private static final Pattern DUMP =
      Pattern.compile(
          "(?i)(?<=not an SSL/TLS record)[: ]+[0-9a-f]+|[.:;]? *Hex dump for[^:]*: *[0-9a-f]+");

  private StatusMeaning() {}

  /**
   * Whether the other end found a message too large; see {@link ReadableAnswers} for messages that
   * this end found too large. There is no status of its own for that: servers answer
   * RESOURCE_EXHAUSTED, which also means overload, so the text decides: "message exceeds maximum
   * size" of grpc-java, "message ... larger than max" of grpc-go and those built on the C core,
   * "message exceeds the maximum configured message size" of .NET. Any other text means overload,
   * which smaller requests would not mend.
   */
  public static boolean isMessageTooLarge(Status status) {
    if (status.getCode() != Status.Code.RESOURCE_EXHAUSTED) {
      return false;
    }
    String text = description(status).toLowerCase(Locale.ROOT);
    return text.contains("message exceeds maximum size")
        || text.contains("message exceeds the maximum configured message size")
        || (text.contains("message") && text.contains("larger than max"));
  }

  /** The kind for events that were alone in their call, or whose call failed as a whole. */
  static FailureKind kind(Status status) {
    if (isMessageTooLarge(status)) {
      return FailureKind.TOO_LARGE;
    }
    if (isLocal(status)) {
      return FailureKind.TRANSPORT;
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

  /**
   * Whether this process itself is the reason and not the event: it has no memory, or its channel
   * or thread of the network is gone or broken. A status that a server gave has no cause.
   */
  private static boolean isLocal(Status status) {
    if (isPanic(status) || isBroken(status)) {
      return true;
    }
    Throwable cause = status.getCause();
    for (int depth = 0; cause != null && depth < DEEPEST_CAUSE; depth++) {
      if (cause instanceof VirtualMachineError || cause instanceof RejectedExecutionException) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }

  /**
   * Whether the thread of the network fails by itself: not for what the other end sent or did,
   * which are exceptions of input and output, or statuses. A moment without memory can leave it
   * with buffers that it believes to be freed, and then each of its connections ends at the first
   * byte.
   */
  static boolean isBroken(Status status) {
    if (status.getCode() != Status.Code.INTERNAL && status.getCode() != Status.Code.UNKNOWN) {
      return false;
    }
    Throwable cause = status.getCause();
    return cause != null
        && root(cause) instanceof RuntimeException error
        && !(error instanceof StatusRuntimeException);
  }

  /**
   * Whether the channel has met an error in its own synchronization. It never recovers from that:
   * see {@code ManagedChannelImpl.panic} of grpc-java.
   */
  static boolean isPanic(Status status) {
    String text = status.getDescription();
    return status.getCode() == Status.Code.INTERNAL
        && status.getCause() != null
        && text != null
        && text.startsWith("Panic!");
  }

  /** The result of the events of a call that failed. */
  public static DeliveryResult.Failed failure(String destination, Status status) {
    return new DeliveryResult.Failed(
        kind(status), describe(destination, status), status.getCause());
  }

  /** The status with a text that can be shown to anybody. */
  public static Status shown(Status status) {
    return status.getDescription() == null ? status : status.withDescription(description(status));
  }

  public static String describe(String destination, Status status) {
    String detail = description(status);
    String cause =
        status.getCause() == null
            ? ""
            : " (" + shortened(ErrorText.message(root(status.getCause()))) + ")";
    return "the call to "
        + destination
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
      return "; one side speaks TLS and the other plaintext: against a plaintext server use plaintext"
          + " (--plaintext of the commands), against any other leave it out";
    }
    if (lower.contains("network closed")) {
      return "; the server closed the connection, as a TLS server does with a plaintext client:"
          + " against one leave out plaintext (--plaintext of the commands)";
    }
    if (lower.contains("connection reset")) {
      return "; the server ended the connection: is it up, and do both sides speak TLS, or neither?";
    }
    if (isCertificateTrouble(status.getCause())) {
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

  private static boolean isCertificateTrouble(@Nullable Throwable error) {
    Throwable cause = error;
    for (int depth = 0; cause != null && depth < DEEPEST_CAUSE; depth++) {
      if (cause instanceof GeneralSecurityException) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }

  private static Throwable root(Throwable error) {
    Throwable root = error;
    for (int depth = 0; root.getCause() != null && depth < DEEPEST_CAUSE; depth++) {
      root = root.getCause();
    }
    return root;
  }

  private static String description(Status status) {
    String text = status.getDescription();
    return text == null ? "" : shortened(PIPELINE.matcher(text).replaceAll(""));
  }

  private static String shortened(String text) {
    return ForeignText.oneLine(DUMP.matcher(text).replaceAll(""), LONGEST_TEXT);
  }
}
