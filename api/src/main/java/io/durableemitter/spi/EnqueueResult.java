package io.durableemitter.spi;

/** Whether a transport took an event. */
public enum EnqueueResult {
  /** Taken; the callback will be told the result. */
  ACCEPTED,
  /** No room; the event stays in the store and is retransmitted later. */
  BUFFER_FULL,
  /** The transport is closed, or has not been started. */
  CLOSED
}
