package io.durableemitter.core.deliver;

/** On which walk an event is handed to the transport. */
public enum Phase {
  /** Right after it was stored. */
  BATCH,
  /** From the store, because an earlier attempt did not deliver it. */
  RETRANSMIT
}
