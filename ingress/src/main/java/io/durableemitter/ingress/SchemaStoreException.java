package io.durableemitter.ingress;

import java.io.Serial;

/** A store of schemas did not do what it was asked. The client is given the message. */
public final class SchemaStoreException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  /** Why. */
  public enum Reason {
    /** A schema cannot be right, now or later: INVALID_ARGUMENT. */
    INVALID,
    /** There is no room: RESOURCE_EXHAUSTED. */
    FULL,
    /** What the store reads from or writes to has trouble: INTERNAL. */
    UNAVAILABLE
  }

  private final Reason reason;

  /**
   * An exception.
   *
   * @param reason why
   * @param message one line for people, which clients read
   */
  public SchemaStoreException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /**
   * An exception with a cause.
   *
   * @param reason why
   * @param message one line for people, which clients read
   * @param cause the cause, for logs
   */
  public SchemaStoreException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /**
   * Why.
   *
   * @return the reason
   */
  public Reason reason() {
    return reason;
  }
}
