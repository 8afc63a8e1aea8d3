package io.durableemitter.core.internal.metrics;

import java.util.Locale;

/** The operations of a store, as metrics name them. */
public enum StoreOperation {
  INSERT,
  INSERT_BATCH,
  INSERT_IN_TRANSACTION,
  DELETE,
  MARK_DELIVERED,
  /** Named after what the reference does in this place. */
  MARK_DELIVERED_BATCH("batch_delete"),
  PURGE_DELIVERED,
  LIST_PENDING,
  DELETE_EXPIRED,
  OBSERVE_QUEUE,
  CLAIM,
  RENEW_CLAIMS,
  RELEASE_CLAIMS,
  BACK_OFF,
  MOVE_TO_DEAD_LETTERS,
  LIST_DEAD_LETTERS,
  REDRIVE,
  DISCARD,
  PURGE_DEAD_LETTERS,
  PROBE;

  private final String label;

  StoreOperation() {
    this.label = name().toLowerCase(Locale.ROOT);
  }

  StoreOperation(String label) {
    this.label = label;
  }

  /** The value of the attribute {@code operation}. */
  String label() {
    return label;
  }
}
