package io.durableemitter.api.internal.batch;

/** Whether a {@link Batcher} took an item. */
public enum Offer {
  /** Taken; it will be handled or abandoned. */
  ACCEPTED,
  /** No room. */
  FULL,
  /** The batcher is closed. */
  CLOSED
}
