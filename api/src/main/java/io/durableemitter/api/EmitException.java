package io.durableemitter.api;

import io.durableemitter.api.internal.text.ForeignText;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * An event was not made durable, or nobody can say whether it was. {@link #outcome()} tells which:
 * after {@link Outcome#REJECTED} the event is certainly not stored and may be emitted again; after
 * {@link Outcome#UNKNOWN} it may be stored and delivered, so emitting again may duplicate it
 * (consumers recognise a duplicate by source and id if the caller sets the id itself).
 */
public final class EmitException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private static final int LONGEST = 2_000;

  /** Whether the event can have been stored. */
  public enum Outcome {
    /** Certainly not stored, and never will be. */
    REJECTED,
    /** The event may or may not be stored. */
    UNKNOWN
  }

  /** Why. New reasons may be added in later versions. */
  public enum Reason {
    /** An attribute is missing, has an illegal name or a value that cannot be encoded. */
    INVALID_EVENT,
    /** The encoded event is larger than the configured maximum. */
    TOO_LARGE,
    /** There is no global emitter. */
    NOT_INITIALIZED,
    /** The emitter has not been started. */
    NOT_STARTED,
    /** The emitter is closed or closing. */
    CLOSED,
    /** There was no room in the insert queue. */
    QUEUE_FULL,
    /**
     * It was called on a thread of the emitter that must not wait for the emitter, as by a store or
     * a transport of one's own.
     */
    REENTRANT,
    /** The backlog of undelivered events is as large as the configuration allows. */
    BACKLOG_FULL,
    /** The event was not stored within the configured time. */
    TIMEOUT,
    /** The calling thread was interrupted, or the future was cancelled. */
    INTERRUPTED,
    /** The store failed; the cause says how. */
    STORE_FAILED,
    /**
     * The connection has no transaction that the event could be stored in: it is in autocommit
     * mode, read-only, or of another database.
     */
    TRANSACTION
  }

  /** Whether the event can have been stored. */
  private final Outcome outcome;

  /** Why. */
  private final Reason reason;

  /**
   * An exception without a cause.
   *
   * @param outcome whether the event can have been stored
   * @param reason why
   * @param message what went wrong and what would be right
   */
  public EmitException(Outcome outcome, Reason reason, String message) {
    this(outcome, reason, message, null);
  }

  /**
   * An exception with a cause.
   *
   * @param outcome whether the event can have been stored
   * @param reason why
   * @param message what went wrong and what would be right
   * @param cause what the store threw, if it did
   */
  public EmitException(Outcome outcome, Reason reason, String message, @Nullable Throwable cause) {
    super(ForeignText.oneLine(message, LONGEST), cause);
    this.outcome = outcome;
    this.reason = reason;
  }

  /**
   * Whether the event can have been stored.
   *
   * @return the outcome
   */
  public Outcome outcome() {
    return outcome;
  }

  /**
   * Why the event was not made durable.
   *
   * @return the reason
   */
  public Reason reason() {
    return reason;
  }
}
