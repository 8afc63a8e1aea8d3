package io.durableemitter.chipingress;

import io.grpc.Status;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A call to the server failed. {@link #code()} is the gRPC status; the message says what to do. */
public final class ChipIngressException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  /** The gRPC status. */
  private final Status.Code code;

  ChipIngressException(Status.Code code, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /**
   * The gRPC status code.
   *
   * @return the code, never OK
   */
  public Status.Code code() {
    return code;
  }
}
