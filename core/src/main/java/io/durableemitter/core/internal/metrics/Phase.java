package io.durableemitter.core.internal.metrics;

import java.util.Locale;

/** On which walk an event is handed to the transport. */
public enum Phase {
  /** Right after it was stored. */
  BATCH,
  /** From the store, because an earlier attempt did not deliver it. */
  RETRANSMIT;

  /** As metrics, logs and screens name it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
