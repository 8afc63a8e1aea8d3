package io.durableemitter.api;

import org.jspecify.annotations.Nullable;

/** What became of one event that a transport took. Immutable. */
public sealed interface DeliveryResult {

  /** The other end has accepted the event. */
  record Delivered() implements DeliveryResult {
    private static final Delivered INSTANCE = new Delivered();
  }

  /**
   * The other end answered and refused this event; others of its batch may have been accepted.
   *
   * @param code the code it gave, as the protocol names it
   * @param reason the reason it gave, possibly empty
   */
  record Rejected(String code, String reason) implements DeliveryResult {}

  /**
   * It is unknown whether the event arrived, or it certainly did not.
   *
   * @param kind what kind of failure, for deciding what to do next
   * @param message what happened, without payload
   * @param cause what was thrown, if anything was
   */
  record Failed(FailureKind kind, String message, @Nullable Throwable cause)
      implements DeliveryResult {}

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
    /** The event alone is larger than the transport can carry. */
    TOO_LARGE,
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
   * @return the result
   */
  static DeliveryResult rejected(String code, String reason) {
    return new Rejected(code, reason);
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
