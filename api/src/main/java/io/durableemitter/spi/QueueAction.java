package io.durableemitter.spi;

import java.time.Instant;
import java.util.Optional;

/**
 * What somebody did with a queue. Immutable.
 *
 * @param id ascending
 * @param at when, by the store's clock
 * @param kind what was done; empty if this version does not know it
 * @param actor who did it, for people
 * @param detail why, or to what
 */
public record QueueAction(long id, Instant at, Optional<Kind> kind, String actor, String detail) {

  /** Kinds of actions. */
  public enum Kind {
    /** An order: deliver nothing until {@link #RESUME}. */
    PAUSE("pause"),
    /** An order: deliver again. */
    RESUME("resume"),
    /** An order: let expire what is older than its time to live, whatever the clocks did. */
    CONFIRM_EXPIRY("confirm-expiry"),
    /** Dead letters were put back into the queue. */
    REDRIVE("redrive"),
    /** Dead letters were removed for good. */
    DISCARD("discard");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    /**
     * The kind as it is stored and shown.
     *
     * @return in lower case
     */
    public String label() {
      return label;
    }

    /**
     * Finds a kind by its label.
     *
     * @param label as it is stored
     * @return empty if there is none
     */
    public static Optional<Kind> of(String label) {
      for (Kind kind : values()) {
        if (kind.label.equals(label)) {
          return Optional.of(kind);
        }
      }
      return Optional.empty();
    }
  }
}
