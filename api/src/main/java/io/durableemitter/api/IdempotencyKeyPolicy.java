package io.durableemitter.api;

/** What the {@code idempotencykey} of an event is when the caller gives none. */
public enum IdempotencyKeyPolicy {
  /** The event's own id: every event has a key of its own. The default. */
  EVENT_ID,
  /**
   * Lower-case hex SHA-256 of source, type and body, each as it was given, after its length as four
   * bytes big-endian: what the Go package writes. Two events of equal content share a key, so
   * whoever deduplicates by it drops a genuine event, such as the second of two equal payments.
   */
  CONTENT_HASH
}
