package io.durableemitter.core.simulation;

import io.durableemitter.api.Payload;
import io.durableemitter.core.internal.encode.EncodedEvent;
import java.util.Optional;

/** What is known of one event. */
final class Entry {

  /** How the other end takes it. */
  enum Nature {
    /** It accepts it. */
    GOOD,
    /** It refuses it until it is mended. */
    REFUSED_AT_FIRST,
    /** It refuses it for ever. */
    REFUSED_FOR_EVER,
    /** The transport cannot carry it. */
    TOO_LARGE,
    /** It ends the process that sends it. */
    KILLER,
    /** A stranger wrote bytes into the table that are no event. */
    UNDECODABLE
  }

  /** What its emitter was told. */
  enum Fate {
    UNDER_WAY,
    ACKNOWLEDGED,
    REJECTED,
    UNKNOWN
  }

  final String id;
  final Nature nature;
  final EncodedEvent event;

  /** What it is ordered by. */
  final Optional<String> key;

  Fate fate = Fate.UNDER_WAY;

  /** How often the other end accepted it. */
  int accepted;

  /** How often it failed, perhaps because of itself. */
  int blames;

  /** How many duplicates of it are explained by what happened. */
  int excuses;

  /** Whether a host gave it up while it was on its way. */
  boolean givenUp;

  /** Whether its expiry was recorded. */
  boolean discarded;

  /** Whether it was put back into the queue as a new row. */
  boolean redriven;

  /** Whether it has ever had a row. */
  boolean stored;

  Entry(String id, Nature nature, Optional<String> key, EncodedEvent event) {
    this.id = id;
    this.nature = nature;
    this.event = event;
    this.key = key;
  }

  /** Whether it is refused whatever is mended, unless all that is held is let in. */
  boolean isNeverTaken() {
    return nature == Nature.REFUSED_FOR_EVER || nature == Nature.TOO_LARGE;
  }

  Payload payload() {
    return event.payload();
  }

  @Override
  public String toString() {
    return id
        + " ("
        + nature
        + ", "
        + fate
        + ", accepted "
        + accepted
        + ", excuses "
        + excuses
        + ")";
  }
}
