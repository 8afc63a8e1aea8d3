package io.durableemitter.postgres;

/** What the store does with a row when its event is delivered. */
public enum RemovalPolicy {
  /** The row is removed at once. The default: one dead tuple per event. */
  DELETE_ON_DELIVERY,
  /**
   * The row is kept with {@code delivered_at} set and removed by a purge later, for audit. Costs
   * two dead tuples per event.
   */
  KEEP_THEN_PURGE
}
