package io.durableemitter.api;

import java.time.Duration;
import java.util.Optional;

/**
 * Which pending events are meant: those that fit everything that is given. Immutable; the {@code
 * with} methods return changed copies.
 *
 * @param eventId exactly this CloudEvents id; empty for any
 * @param source exactly this source; empty for any
 * @param type exactly this type; empty for any
 * @param minAge only those at least this old, by the store's clock; zero for all
 */
public record PendingFilter(
    Optional<String> eventId, Optional<String> source, Optional<String> type, Duration minAge) {

  /** All of them. */
  public static final PendingFilter ALL =
      new PendingFilter(Optional.empty(), Optional.empty(), Optional.empty(), Duration.ZERO);

  /**
   * Checks the age.
   *
   * @param eventId an event's id, or any
   * @param source a source, or any
   * @param type a type, or any
   * @param minAge not negative
   * @throws IllegalArgumentException if the age is negative
   */
  public PendingFilter {
    if (minAge.isNegative()) {
      throw new IllegalArgumentException("minAge must not be negative but is " + minAge);
    }
  }

  /**
   * Only those of this event.
   *
   * @param value CloudEvents {@code id}
   * @return a changed copy
   */
  public PendingFilter withEventId(String value) {
    return new PendingFilter(Optional.of(value), source, type, minAge);
  }

  /**
   * Only those of this source.
   *
   * @param value the source
   * @return a changed copy
   */
  public PendingFilter withSource(String value) {
    return new PendingFilter(eventId, Optional.of(value), type, minAge);
  }

  /**
   * Only those of this type.
   *
   * @param value the type
   * @return a changed copy
   */
  public PendingFilter withType(String value) {
    return new PendingFilter(eventId, source, Optional.of(value), minAge);
  }

  /**
   * Only those that are at least as old.
   *
   * @param value the age, not negative
   * @return a changed copy
   * @throws IllegalArgumentException if it is negative
   */
  public PendingFilter withMinAge(Duration value) {
    return new PendingFilter(eventId, source, type, value);
  }

  /**
   * Whether a pending event is meant. Its age is not looked at: a store does that.
   *
   * @param event the event; one that cannot be decoded has no id, source and type, and fits only if
   *     none is asked for
   * @return true if it fits everything
   */
  public boolean matches(PendingEvent event) {
    return fits(eventId, event.header().map(EventHeader::id))
        && fits(source, event.header().map(EventHeader::source))
        && fits(type, event.header().map(EventHeader::type));
  }

  private static boolean fits(Optional<String> asked, Optional<String> is) {
    return asked.isEmpty() || asked.equals(is);
  }
}
