package io.durableemitter.ingress;

import java.io.Serial;

/**
 * A sink could not take a batch, and has no outcomes for its single events. The client is given the
 * message and sends the events again later.
 */
public final class SinkException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  /** Why. */
  public enum Reason {
    /** There is no room, and there will be none until somebody makes some: RESOURCE_EXHAUSTED. */
    FULL,
    /** Too much is under way; there will be room in a while: RESOURCE_EXHAUSTED. */
    BUSY,
    /**
     * What the sink writes to does not take it. Some events may have been kept all the same, except
     * of a transactional batch: UNAVAILABLE.
     */
    UNAVAILABLE
  }

  private final Reason reason;

  /**
   * An exception.
   *
   * @param reason why
   * @param message one line for people, which clients read
   */
  public SinkException(Reason reason, String message) {
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
  public SinkException(Reason reason, String message, Throwable cause) {
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
