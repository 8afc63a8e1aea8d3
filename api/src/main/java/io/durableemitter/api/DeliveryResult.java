package io.durableemitter.api;

import io.durableemitter.api.internal.text.ForeignText;
import org.jspecify.annotations.Nullable;

/**
 * What became of one event that a transport took. Immutable. Texts come from the other end, so they
 * are made harmless to show here, where each result begins: see {@link ForeignText}.
 */
public sealed interface DeliveryResult {

  /** How many characters of a text from the other end are kept. */
  int LONGEST_TEXT = 1_000;

  /** The other end has accepted the event. */
  record Delivered() implements DeliveryResult {
    private static final Delivered INSTANCE = new Delivered();
  }

  /**
   * The other end answered and refused this event; others of its batch may have been accepted.
   *
   * @param code the code it gave, as the protocol names it
   * @param reason the reason it gave, possibly empty
   * @param permanent whether the event will never be accepted as it is, as the transport reads the
   *     code: it becomes a dead letter at once. Else it is put off and sent again
   */
  record Rejected(String code, String reason, boolean permanent) implements DeliveryResult {

    /**
     * Makes the texts harmless.
     *
     * @param code the code, cut at {@value #LONGEST_TEXT} characters
     * @param reason the reason, cut at {@value #LONGEST_TEXT} characters
     * @param permanent whether the event will never be accepted as it is
     */
    public Rejected {
      code = ForeignText.oneLine(code, LONGEST_TEXT);
      reason = ForeignText.oneLine(reason, LONGEST_TEXT);
    }
  }

  /**
   * It is unknown whether the event arrived, or it certainly did not.
   *
   * @param kind what kind of failure, for deciding what to do next
   * @param message what happened, without payload
   * @param cause what was thrown, if anything was
   */
  record Failed(FailureKind kind, String message, @Nullable Throwable cause)
      implements DeliveryResult {

    /**
     * Makes the message harmless; the cause is as it was thrown.
     *
     * @param kind what kind of failure
     * @param message what happened, cut at {@value #LONGEST_TEXT} characters
     * @param cause what was thrown, if anything was
     */
    public Failed {
      message = ForeignText.oneLine(message, LONGEST_TEXT);
    }
  }

  /** Kinds of failure. */
  enum FailureKind {
    /**
     * The other end cannot be reached, is too slow, or refuses everybody: nothing to do with the
     * event.
     */
    TRANSPORT,
    /** The call that carried the event failed; one of its events may be the reason. */
    CALL,
    /** The other end's answer did not say what became of this event. */
    MISMATCH,
    /** The other end refused the event for its size: it will never take it as it is. */
    TOO_LARGE,
    /**
     * The event is larger than this transport is set to send; the other end has not been asked, and
     * another process may be set to send it.
     */
    OVER_LIMIT,
    /** The transport was closed before the event was sent or answered. */
    CLOSED
  }

  /**
   * The event was delivered.
   *
   * @return the result
   */
  static DeliveryResult delivered() {
    return Delivered.INSTANCE;
  }

  /**
   * The other end refused the event.
   *
   * @param code the code it gave
   * @param reason the reason it gave, possibly empty
   * @param permanent true if the event will never be accepted as it is, false if it may be later
   * @return the result
   */
  static DeliveryResult rejected(String code, String reason, boolean permanent) {
    return new Rejected(code, reason, permanent);
  }

  /**
   * Sending failed.
   *
   * @param kind what kind of failure
   * @param message what happened, without payload
   * @return the result
   */
  static DeliveryResult failed(FailureKind kind, String message) {
    return new Failed(kind, message, null);
  }

  /**
   * Sending failed with an exception.
   *
   * @param kind what kind of failure
   * @param message what happened, without payload
   * @param cause what was thrown
   * @return the result
   */
  static DeliveryResult failed(FailureKind kind, String message, Throwable cause) {
    return new Failed(kind, message, cause);
  }

  /**
   * Whether the event was delivered.
   *
   * @return true for {@link Delivered} only
   */
  default boolean isDelivered() {
    return this instanceof Delivered;
  }
}
