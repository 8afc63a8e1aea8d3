package io.durableemitter.chaos.sabotage;

import io.durableemitter.spi.BatchEmitter;
import io.durableemitter.spi.DurableEventStore;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Ways to break an engine on purpose, to see that a run notices. */
public enum Sabotage {
  /** Nothing is broken. */
  NONE,
  /** Each tenth event is taken for delivered and never sent. */
  DROP_ACKS,
  /** Each event is handed over twice. */
  DOUBLE_SEND,
  /** Failures are taken for refusals for good. */
  NEEDLESS_DEAD_LETTERS,
  /** Each fifth insert that was committed is said to be unknown. */
  FALSE_UNKNOWN,
  /** Events with keys do not wait for each other. */
  NO_ORDER;

  /** The one of a name as it is written on a command line. */
  public static Sabotage named(String name) {
    return Arrays.stream(values())
        .filter(mode -> mode != NONE && mode.label().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "--sabotage must be one of " + names() + " but is " + name));
  }

  static String names() {
    return Arrays.stream(values())
        .filter(mode -> mode != NONE)
        .map(Sabotage::label)
        .collect(Collectors.joining(", "));
  }

  private String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The transport, broken if this is one of a transport. */
  public BatchEmitter around(BatchEmitter transport) {
    return switch (this) {
      case DROP_ACKS, DOUBLE_SEND, NEEDLESS_DEAD_LETTERS -> new LyingTransport(transport, this);
      case NONE, FALSE_UNKNOWN, NO_ORDER -> transport;
    };
  }

  /** The store, broken if this is one of a store. */
  public DurableEventStore around(DurableEventStore store) {
    return this == FALSE_UNKNOWN ? new ForgetfulStore(store) : store;
  }
}
